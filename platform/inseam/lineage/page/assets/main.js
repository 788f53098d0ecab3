// Puts what is shown together whenever it changes.

const isText = (view) => view === 'table' || view === 'tree';

function say(text) {
  byId('said').textContent = text;
}

function select(thing) {
  // Where a column is shown, its path is what there is to see.
  const toPath = thing.kind === 'column' && state.view === 'product';
  const view =
    thing.kind === 'product' && state.view === 'path' ? 'map' : toPath ? 'path' : state.view;
  go({ at: thing, view });
}

function open(thing) {
  const views = { product: 'product', port: 'map', table: 'product', column: 'path' };
  const isTextNow = isText(state.view);
  go({
    at: thing,
    view: isTextNow
      ? state.view
      : thing.kind === 'product' && state.view === 'map' && !isSame(thing, state.at)
        ? 'map'
        : views[thing.kind],
  });
}

function back() {
  if (state.view === 'path' || isText(state.view)) go({ view: state.at ? 'product' : 'map' });
  else if (state.view === 'product')
    go({ view: 'map', at: { kind: 'product', number: productOf(state.at) } });
  else if (state.at) go({ at: null });
}

function crumbsShown() {
  const crumbs = [
    element('button', {
      type: 'button',
      class: 'link',
      text: 'All',
      on: { click: () => go({ view: isText(state.view) ? state.view : 'map', at: null }) },
    }),
  ];
  if (state.at) {
    const product = productOf(state.at);
    const add = (thing, view) =>
      crumbs.push(
        element('button', {
          type: 'button',
          class: 'link',
          text: thing.kind === 'column' ? columnName(thing.number) : nameOf(thing),
          'aria-current': isSame(thing, state.at) ? 'true' : null,
          on: { click: () => go({ at: thing, view: isText(state.view) ? state.view : view }) },
        }),
      );
    add({ kind: 'product', number: product }, 'product');
    if (state.at.kind === 'port') add(state.at, 'map');
    if (state.at.kind === 'table') add(state.at, 'product');
    if (state.at.kind === 'column') {
      add({ kind: 'table', number: tableOfColumn[state.at.number] }, 'product');
      add(state.at, 'path');
    }
  }
  byId('crumbs').replaceChildren(
    element(
      'ol',
      {},
      crumbs.map((crumb) => element('li', {}, crumb)),
    ),
  );
}

function toolsShown() {
  const follows = startsOf(state.at).length > 0;
  const can = { map: true, product: state.at !== null, path: follows, table: true, tree: follows };
  for (const button of document.querySelectorAll('[data-view]')) {
    button.setAttribute('aria-pressed', String(button.dataset.view === state.view));
    button.setAttribute('aria-disabled', String(!can[button.dataset.view]));
    if (can[button.dataset.view]) delete button.dataset.tip;
    else
      button.dataset.tip =
        button.dataset.view === 'product'
          ? 'Select a product first: click it on the map, or search with /.'
          : 'Select a column or a table first: click it in a product, or search with /.';
  }
  for (const button of document.querySelectorAll('[data-direction]')) {
    button.setAttribute('aria-pressed', String(button.dataset.direction === state.direction));
  }
  byId('influence').setAttribute('aria-pressed', String(state.influence));
  byId('changed').setAttribute('aria-pressed', String(state.changed));
}

const isDrawnAnew = (before) =>
  before.view !== state.view ||
  (state.view === 'product' && productOf(before.at) !== productOf(state.at)) ||
  (state.view === 'path' &&
    (!isSame(before.at, state.at) ||
      before.direction !== state.direction ||
      before.influence !== state.influence));

function show(before) {
  const hadFocus =
    stage.contains(document.activeElement) &&
    document.activeElement !== stage &&
    !document.activeElement.closest('.zoom, .legend, #beyond');
  const starts = startsOf(state.at);
  const follows =
    state.at?.kind === 'column' ||
    (state.at?.kind === 'table' && ['path', 'tree'].includes(state.view));
  const path = follows
    ? pathOf(starts, state.direction, { influence: state.influence, removed: state.changed })
    : null;
  stage.hidden = isText(state.view);
  listing.hidden = !isText(state.view);
  document.body.dataset.view = state.view;
  document.body.classList.toggle('changes-shown', state.changed);
  let notice = '';
  if (isText(state.view)) showListing(path);
  else if (state.view === 'map') notice = drawMap(path, isDrawnAnew(before));
  else notice = drawTables(path, isDrawnAnew(before));
  stage.setAttribute(
    'aria-label',
    {
      map: 'Map of data products',
      product: `Tables of ${state.at ? products[productOf(state.at)].name : ''}`,
      path: `Path of ${state.at ? nameOf(state.at) : ''}`,
    }[state.view] ?? '',
  );
  byId('notice').textContent = notice;
  crumbsShown();
  toolsShown();
  showPanel();
  document.title = state.at ? `${nameOf(state.at)} · ${data.title}` : data.title;
  if (hadFocus && !isText(state.view) && current) focusOn(current);
  if (path) {
    const [up, down] = [path.up, path.down].map((side) =>
      Math.max(0, side.distance.size - starts.length),
    );
    say(
      `${nameOf(state.at)}: comes from ${counted(up, 'column')}, goes to ${counted(down, 'column')}. ${notice}`,
    );
  } else if (state.at) say(`${nameOf(state.at)} selected. ${notice}`);
  else say(notice);
}

// Colours: as the system, light, dark.
const THEMES = ['', 'light', 'dark'];
const THEME_SIGNS = { '': '◐ Auto', light: '○ Light', dark: '● Dark' };
let theme = '';

function showTheme() {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  byId('theme').textContent = THEME_SIGNS[theme];
  byId('theme').setAttribute('aria-label', `Colours: ${theme || 'as the system'}`);
}

byId('theme').addEventListener('click', () => {
  theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  showTheme();
});

function legend() {
  const status = (name) =>
    element('li', {}, element('span', { class: `handle still ${name}` }), name);
  const sample = (kind, text) =>
    element('li', {}, element('span', { class: `sample ${kind}` }), text);
  byId('legend').append(
    element(
      'div',
      {},
      element('h3', { text: 'Contract' }),
      element('ul', {}, STATUSES.map(status)),
      element('h3', { text: 'Column' }),
      element(
        'ul',
        {},
        element(
          'li',
          {},
          element('span', { class: 'lock', text: '◆' }),
          'neither public nor internal',
        ),
      ),
      element('h3', { text: 'Edge' }),
      element(
        'ul',
        {},
        sample('up', 'comes from'),
        sample('down', 'goes to'),
        sample('indirect', 'only decides on values or rows'),
        data.compared
          ? [sample('added', 'added in this branch'), sample('removed', 'removed in this branch')]
          : [],
      ),
    ),
  );
}

// One tooltip for all that say what it should show, by pointer and by key.
const tip = byId('tip');
function showTip(target) {
  const text = target?.closest?.('[data-tip]')?.dataset.tip;
  tip.hidden = !text;
  if (!text) return;
  tip.textContent = text;
  const at = target.closest('[data-tip]').getBoundingClientRect();
  const own = tip.getBoundingClientRect();
  const left = Math.min(
    Math.max(8, at.left + at.width / 2 - own.width / 2),
    innerWidth - own.width - 8,
  );
  const below = at.bottom + 8 + own.height < innerHeight;
  tip.style.left = `${left}px`;
  tip.style.top = `${below ? at.bottom + 8 : Math.max(8, at.top - own.height - 8)}px`;
}
document.addEventListener('pointerover', (event) => showTip(event.target));
document.addEventListener('focusin', (event) =>
  showTip(event.target.matches(':focus-visible') ? event.target : null),
);
document.addEventListener('pointerdown', () => showTip(null));

document.querySelector('.tools').addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  // Where nothing hovers, a tap shows why.
  if (button.getAttribute('aria-disabled') === 'true') return void showTip(button);
  if (button.dataset.view) go({ view: button.dataset.view });
  else if (button.dataset.direction) go({ direction: button.dataset.direction });
  else if (button.id === 'influence') go({ influence: !state.influence });
  else if (button.id === 'changed') go({ changed: !state.changed });
});
byId('help-button').addEventListener('click', () => byId('help').showModal());

document.addEventListener('keydown', (event) => {
  const isTyping = event.target === input;
  if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey) {
    input.focus();
    input.select();
    event.preventDefault();
  } else if (event.key === 'Escape' && !byId('help').open) {
    if (!tip.hidden) showTip(null);
    else if (!isTyping) back();
  }
});

// On paper there is no panning: all of the drawing, as large as the sheet allows.
let beforePrint = null;
addEventListener('beforeprint', () => {
  beforePrint = { ...camera };
  document.body.classList.add('printing');
  if (!stage.hidden) fit();
  cull(true);
});
addEventListener('afterprint', () => {
  document.body.classList.remove('printing');
  if (beforePrint) moveCamera(beforePrint.x, beforePrint.y, beforePrint.scale);
});

// A window of another size keeps its middle where it was.
let size = { width: stage.clientWidth, height: stage.clientHeight };
new ResizeObserver(() => {
  if (stage.hidden || document.body.classList.contains('printing')) return;
  const now = { width: stage.clientWidth, height: stage.clientHeight };
  moveCamera(
    camera.x + (now.width - size.width) / 2,
    camera.y + (now.height - size.height) / 2,
    camera.scale,
  );
  size = now;
}).observe(stage);

byId('title').textContent = data.title;
byId('changed').hidden = !data.compared;
legend();
showTheme();
onChange = show;
state = stateOf(location.hash);
show({ view: null });
