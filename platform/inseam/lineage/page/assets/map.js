// The map: all products in areas by domain, with their ports as handles.

const [CARD_WIDTH, CARD_HEIGHT] = data.card;
const MOST_EDGES_AT_ONCE = 250; // beyond, only those of what is selected
const MOST_HANDLES = 6;

// Made once: a map of a thousand products is only shown in another light after that.
let map = null;

function handle(port, isOutput, i, count) {
  const made = element('span', {
    class: `handle ${isOutput ? 'out' : 'in'} ${statusClass(port)}`,
    'data-port': String(port),
    'data-tip': `${ports[port].id}\n${isOutput ? 'output' : 'input'} port, ${statusOf(port) || 'no status'}`,
  });
  made.style.top = `${handleHeight(i, count)}px`;
  return made;
}

function handleHeight(i, count) {
  const step = Math.min(18, (CARD_HEIGHT - 12) / count);
  return CARD_HEIGHT / 2 + (i - (count - 1) / 2) * step;
}

function describedProduct(number) {
  const product = products[number];
  const own = portsOfProduct[number];
  return [
    product.name,
    product.outside ? 'outside this repository' : `domain ${product.domain || 'none'}`,
    product.owner && `owner ${product.owner}`,
    own.length > 0 &&
      `${counted(own.length, 'output port')}: ${own.map((port) => `${ports[port].id} ${statusOf(port)}`).join(', ')}`,
    !product.outside && counted(readingsOfProduct[number].length, 'input port'),
    product.change && `${product.change} in this branch`,
  ]
    .filter(Boolean)
    .join('; ');
}

// Whose it is; where the domain above says so already, how large it is.
function metaOf(number) {
  const { owner, domain, outside } = products[number];
  if (outside) return owner || 'source system';
  return owner && owner.toLowerCase() !== domain?.toLowerCase()
    ? owner
    : counted(tablesOfProduct[number].length, 'table');
}

function productCard(number) {
  const product = products[number];
  const [, x, y] = product.spot;
  const node = element(
    'button',
    {
      type: 'button',
      class: 'body',
      tabindex: '-1',
      'aria-label': describedProduct(number),
      'data-tip': product.id,
    },
    element('span', { class: 'name', text: product.name }),
    element('span', { class: 'meta', text: metaOf(number) }),
    product.change
      ? element('span', { class: `mark ${product.change}`, text: product.change })
      : null,
  );
  const inputs = readingsOfProduct[number]
    .map((reading) => readings[reading].port)
    .slice(0, MOST_HANDLES);
  const outputs = portsOfProduct[number].slice(0, MOST_HANDLES);
  const card = element(
    'div',
    {
      class: `product-card${product.outside ? ' outside' : ''}`,
      'data-thing': `product ${number}`,
    },
    node,
    inputs.map((port, i) => handle(port, false, i, inputs.length)),
    outputs.map((port, i) => handle(port, true, i, outputs.length)),
  );
  place(card, x, y);
  return {
    card,
    isAway: false,
    thing: { kind: 'product', number },
    node,
    x,
    y,
    width: CARD_WIDTH,
    height: CARD_HEIGHT,
    inputs,
    outputs,
  };
}

function madeMap() {
  const areas = data.areas.map(([name, x, y, width, height]) => {
    const made = element('div', { class: 'area' }, element('span', { text: name }));
    place(made, x, y);
    made.style.width = `${width}px`;
    made.style.height = `${height}px`;
    return made;
  });
  const right = Math.max(1, ...data.areas.map(([, x, , width]) => x + width));
  const left = Math.min(0, ...data.areas.map(([, x]) => x));
  const bottom = Math.max(1, ...data.areas.map(([, , y, , height]) => y + height));
  return {
    areas,
    cards: products.map((_, number) => productCard(number)),
    box: { x: left, y: 0, width: right - left, height: bottom },
  };
}

function productCurve({ source, target, port }) {
  const from = map.cards[source];
  const to = map.cards[target];
  const out = from.outputs.indexOf(port);
  const into = to.inputs.indexOf(port);
  return curve(
    from.x + CARD_WIDTH + 6,
    from.y + handleHeight(Math.max(out, 0), from.outputs.length),
    to.x - 6,
    to.y + handleHeight(Math.max(into, 0), to.inputs.length),
  );
}

// The products and the edges between them that are of what is selected; null: nothing is.
function litOnMap(path) {
  if (path) {
    const things = new Set();
    const upward = new Set();
    const downward = new Set();
    const collect = (found, into) => {
      for (const edge of found) {
        const source = tables[tableOfColumn[edges.source[edge]]];
        const target = tables[tableOfColumn[edges.target[edge]]];
        things.add(source.product).add(target.product);
        if (source.product !== target.product) into.add(`${source.port} ${target.product}`);
      }
    };
    for (const start of path.starts) things.add(tables[tableOfColumn[start]].product);
    collect(path.up.edges, upward);
    collect(path.down.edges, downward);
    const direction = (edge) => {
      const key = `${edge.port} ${edge.target}`;
      return upward.has(key) ? 'up' : downward.has(key) ? 'down' : null;
    };
    return { things, direction };
  }
  if (!state.at) return null;
  const { kind, number } = state.at;
  const centre = productOf(state.at);
  const direction = (edge) => {
    if (kind === 'port' && edge.port !== number) return null;
    if (edge.target === centre && state.direction !== 'down') return 'up';
    return edge.source === centre && state.direction !== 'up' ? 'down' : null;
  };
  const things = new Set([centre]);
  for (const edge of productEdges) if (direction(edge)) things.add(edge.source).add(edge.target);
  return { things, direction };
}

function drawMap(path, isNew) {
  map ??= madeMap();
  if (isNew) {
    byId('cards').replaceChildren();
    showDrawn(map.cards, map.cards, map.box);
    fit();
  }
  const lit = litOnMap(path);
  stage.classList.toggle('has-lit', lit !== null || state.changed);
  for (const one of map.cards) {
    const { number } = one.thing;
    const isChanged = Boolean(products[number].change);
    const isLit =
      (lit?.things.has(number) ?? true) && (!state.changed || isChanged || lit !== null);
    one.card.classList.toggle('lit', isLit);
    const isHere = state.at !== null && productOf(state.at) === number;
    one.card.classList.toggle('selected', isHere);
    one.node.setAttribute('aria-pressed', String(isHere));
  }
  if (isNew) {
    // Only now, so that the browser works out once how a thousand cards look.
    byId('areas').replaceChildren(...map.areas);
    byId('cards').replaceChildren(...map.cards.map((one) => one.card));
  }
  const lines = document.createDocumentFragment();
  const isDrawnWhole = productEdges.length <= MOST_EDGES_AT_ONCE;
  for (const edge of productEdges) {
    const direction = lit?.direction(edge);
    if (direction) lines.append(drawnPath(productCurve(edge), `flow lit ${direction}`));
    else if (state.changed && edge.change)
      lines.append(drawnPath(productCurve(edge), `flow ${edge.change}`));
    else if (isDrawnWhole && edge.change !== 'removed')
      lines.prepend(drawnPath(productCurve(edge), 'flow'));
  }
  byId('edges').replaceChildren(lines);
  const here = state.at ? map.cards[productOf(state.at)] : null;
  if (here) {
    makeCurrent(here);
    reveal(here);
  } else makeCurrent(map.cards[0] ?? null);
  if (lit)
    return `${counted([...lit.things].filter((number) => !products[number].outside).length, 'product')} highlighted`;
  const all = counted(products.filter((product) => !product.outside).length, 'product');
  return isDrawnWhole ? all : `${all}. Connections are drawn for what is selected.`;
}

byId('cards').addEventListener('click', (event) => {
  const port = event.target.closest('[data-port]');
  if (port) return select({ kind: 'port', number: Number(port.dataset.port) });
  const more = event.target.closest('[data-more]');
  if (more) return showMore(Number(more.dataset.more));
  const thing = event.target.closest('[data-thing]');
  if (!thing) return undefined;
  const [kind, number] = thing.dataset.thing.split(' ');
  const clicked = { kind, number: Number(number) };
  // The second time it opens.
  return isSame(clicked, state.at) || kind === 'column' ? open(clicked) : select(clicked);
});
