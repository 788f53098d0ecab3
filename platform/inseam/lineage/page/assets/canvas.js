// The drawing's camera, and moving between what is drawn by keys.

const stage = byId('stage');
const world = byId('world');
const MARGIN = 40;
const AROUND = 60; // of what is kept beside what is seen
const camera = { x: 0, y: 0, scale: 1 };

// What can be focused: {thing, node, x, y, width, height}, in the drawing's own measure.
let drawn = [];
let drawnCards = []; // {card, x, y, width, height, isAway}
let drawnBox = { x: 0, y: 0, width: 1, height: 1 };
let current = null;

function moveCamera(x, y, scale) {
  Object.assign(camera, { x, y, scale });
  world.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
  const zoom = scale >= 0.55 ? 'near' : scale >= 0.3 ? 'middle' : 'far';
  if (stage.dataset.zoom !== zoom) stage.dataset.zoom = zoom;
  // Names of areas keep their size on the screen, as long as there is room for them.
  const size = Math.min(data.title_height * 0.72, Math.max(14, 13 / scale));
  byId('areas').style.setProperty('--title', `${size}px`);
  // And edges their width.
  byId('edges').style.setProperty('--wide', String(Math.max(1, 0.7 / scale)));
  byId('areas').style.setProperty('--title-height', `${data.title_height}px`);
  cull();
}

// What cannot be seen is not there to be painted. What Tab leads to always is.
function cull(all = false) {
  const { scale } = camera;
  const left = -camera.x / scale - AROUND;
  const top = -camera.y / scale - AROUND;
  const right = left + stage.clientWidth / scale + 2 * AROUND;
  const bottom = top + stage.clientHeight / scale + 2 * AROUND;
  for (const one of drawnCards) {
    const isSeen =
      all ||
      one.card === current?.card ||
      (one.x < right && one.x + one.width > left && one.y < bottom && one.y + one.height > top);
    if (one.isAway === isSeen) {
      one.isAway = !isSeen;
      one.card.classList.toggle('away', !isSeen);
    }
  }
  if (!all) showBeyond();
}

// At each border of the window, how many lie beyond it; a click moves there.
const SIDES = {
  left: { sign: '←', step: [0.8, 0], isBeyond: (one, seen) => one.x + one.width <= seen.left },
  right: { sign: '→', step: [-0.8, 0], isBeyond: (one, seen) => one.x >= seen.right },
  above: { sign: '↑', step: [0, 0.8], isBeyond: (one, seen) => one.y + one.height <= seen.top },
  below: { sign: '↓', step: [0, -0.8], isBeyond: (one, seen) => one.y >= seen.bottom },
};
const beyond = Object.fromEntries(
  Object.entries(SIDES).map(([side, { step }]) => {
    const move = () =>
      moveCamera(
        camera.x + step[0] * stage.clientWidth,
        camera.y + step[1] * stage.clientHeight,
        camera.scale,
      );
    const button = element('button', {
      type: 'button',
      class: `plain ${side}`,
      hidden: true,
      on: { click: move },
    });
    byId('beyond').append(button);
    return [side, button];
  }),
);

function showBeyond() {
  const { x, y, scale } = camera;
  const seen = {
    left: -x / scale,
    top: -y / scale,
    right: (stage.clientWidth - x) / scale,
    bottom: (stage.clientHeight - y) / scale,
  };
  for (const [side, { sign, isBeyond }] of Object.entries(SIDES)) {
    const count = drawnCards.filter((one) => isBeyond(one, seen)).length;
    beyond[side].hidden = count === 0;
    beyond[side].textContent = `${sign} ${count.toLocaleString('en')} more`;
    beyond[side].setAttribute('aria-label', `${count.toLocaleString('en')} more, ${side}`);
  }
}

function zoomAt(factor, clientX, clientY) {
  const frame = stage.getBoundingClientRect();
  const x = clientX === undefined ? frame.width / 2 : clientX - frame.left;
  const y = clientY === undefined ? frame.height / 2 : clientY - frame.top;
  const scale = Math.min(2, Math.max(0.04, camera.scale * factor));
  const by = scale / camera.scale;
  moveCamera(x - (x - camera.x) * by, y - (y - camera.y) * by, scale);
}

function fit(box = drawnBox, most = 1) {
  const { width, height } = stage.getBoundingClientRect();
  const scale = Math.min(
    most,
    (width - 2 * MARGIN) / box.width,
    (height - 2 * MARGIN) / box.height,
  );
  moveCamera(
    (width - box.width * scale) / 2 - box.x * scale,
    (height - box.height * scale) / 2 - box.y * scale,
    Math.max(0.04, scale),
  );
}

// As much as can be read, around one thing.
function fitAround(one, least) {
  fit();
  if (camera.scale >= least || !one) return;
  const { width, height } = stage.getBoundingClientRect();
  // No further than to where the drawing ends.
  const held = (start, length, room, wanted) => {
    if (length * least + 2 * MARGIN <= room) return (room - length * least) / 2 - start * least;
    return Math.min(
      MARGIN - start * least,
      Math.max(room - MARGIN - (start + length) * least, wanted),
    );
  };
  moveCamera(
    held(drawnBox.x, drawnBox.width, width, width / 2 - (one.x + one.width / 2) * least),
    held(drawnBox.y, drawnBox.height, height, height / 2 - (one.y + one.height / 2) * least),
    least,
  );
}

function reveal(one) {
  const { width, height } = stage.getBoundingClientRect();
  const left = one.x * camera.scale + camera.x;
  const top = one.y * camera.scale + camera.y;
  const dx =
    Math.max(MARGIN - left, 0) || Math.min(width - MARGIN - one.width * camera.scale - left, 0);
  const dy =
    Math.max(MARGIN - top, 0) || Math.min(height - MARGIN - one.height * camera.scale - top, 0);
  if (dx || dy) moveCamera(camera.x + dx, camera.y + dy, camera.scale);
}

function showDrawn(nodes, cards, box) {
  makeCurrent(null);
  drawn = nodes;
  drawnCards = cards;
  drawnBox = box;
}

function isSame(one, other) {
  return one?.kind === other?.kind && one?.number === other?.number;
}

// Only one of them is reached with Tab; arrow keys lead on from it.
function makeCurrent(one) {
  current?.node.setAttribute('tabindex', '-1');
  current = one;
  current?.node.setAttribute('tabindex', '0');
  cull();
}

function focusOn(one) {
  makeCurrent(one);
  reveal(one);
  one.node.focus({ preventScroll: true });
}

const middleOf = (one) => [one.x + one.width / 2, one.y + one.height / 2];

// The nearest in a direction, where what lies off to the side counts double.
function nearest(from, dx, dy) {
  const [x, y] = middleOf(from);
  let best = null;
  let least = Infinity;
  for (const one of drawn) {
    const [toX, toY] = middleOf(one);
    const along = (toX - x) * dx + (toY - y) * dy;
    const aside = Math.abs((toX - x) * dy) + Math.abs((toY - y) * dx);
    const far = along + 2 * aside;
    if (along > 1 && far < least) [best, least] = [one, far];
  }
  return best;
}

// Along an edge that is drawn, if there is one: to the one nearest in height.
function along(from, isUp) {
  const next = neighbours(from.thing, isUp);
  const [, y] = middleOf(from);
  return drawn
    .filter((one) => next.some((thing) => isSame(thing, one.thing)))
    .sort((a, b) => Math.abs(middleOf(a)[1] - y) - Math.abs(middleOf(b)[1] - y))[0];
}

function neighbours({ kind, number }, isUp) {
  if (kind === 'product') {
    return productEdges
      .filter((edge) => (isUp ? edge.target : edge.source) === number)
      .map((edge) => ({ kind, number: isUp ? edge.source : edge.target }));
  }
  if (kind === 'column') {
    return [...(isUp ? edgesTo(number) : edgesFrom(number))].map((edge) => ({
      kind,
      number: isUp ? edges.source[edge] : edges.target[edge],
    }));
  }
  return [];
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

stage.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const arrow = ARROWS[event.key];
  const isInDrawing = event.target.closest('#cards') || event.target === stage;
  if (arrow && isInDrawing && drawn.length > 0) {
    const [dx, dy] = arrow;
    const from = drawn.find((one) => one.node === event.target) ?? current ?? drawn[0];
    const to = event.target === stage ? from : (dx && along(from, dx < 0)) || nearest(from, dx, dy);
    if (to) focusOn(to);
  } else if (event.key === 'Home' && isInDrawing && drawn.length > 0) focusOn(drawn[0]);
  else if (event.key === 'End' && isInDrawing && drawn.length > 0) focusOn(drawn.at(-1));
  else return;
  event.preventDefault();
});

// Wherever the focus is, if nothing is typed there.
const ZOOM_KEYS = {
  '+': () => zoomAt(1.25),
  '=': () => zoomAt(1.25),
  '-': () => zoomAt(0.8),
  0: () => fit(),
};
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || stage.hidden) return;
  if (event.target.closest('input, dialog') || !Object.hasOwn(ZOOM_KEYS, event.key)) return;
  ZOOM_KEYS[event.key]();
  event.preventDefault();
});

stage.addEventListener(
  'wheel',
  (event) => {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey)
      zoomAt(Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
    else if (event.shiftKey && !event.deltaX)
      moveCamera(camera.x - event.deltaY, camera.y, camera.scale);
    else moveCamera(camera.x - event.deltaX, camera.y - event.deltaY, camera.scale);
  },
  { passive: false },
);

// A press that moves is a drag, and then no click.
let drag = null;
stage.addEventListener('pointerdown', (event) => {
  if (event.button !== 0 || event.target.closest('.zoom, .legend, #beyond')) return;
  drag = { x: event.clientX, y: event.clientY, from: { ...camera }, moves: false };
});
addEventListener('pointermove', (event) => {
  if (!drag) return;
  const dx = event.clientX - drag.x;
  const dy = event.clientY - drag.y;
  if (!drag.moves && Math.hypot(dx, dy) < 5) return;
  drag.moves = true;
  stage.classList.add('dragged');
  moveCamera(drag.from.x + dx, drag.from.y + dy, camera.scale);
});
const endDrag = () => {
  if (drag?.moves) setTimeout(() => stage.classList.remove('dragged'));
  drag = null;
};
addEventListener('pointerup', endDrag);
addEventListener('pointercancel', endDrag);
stage.addEventListener(
  'click',
  (event) => {
    if (!stage.classList.contains('dragged')) return;
    event.stopPropagation();
    event.preventDefault();
  },
  true,
);
// A browser scrolls what is focused into view, also where nothing should scroll.
stage.addEventListener('scroll', () => stage.scrollTo(0, 0));

byId('zoom-in').addEventListener('click', () => zoomAt(1.25));
byId('zoom-out').addEventListener('click', () => zoomAt(0.8));
byId('fit').addEventListener('click', () => fit());
