// Tables with their columns: of one product, or on the path of what is selected.
//
// Their order comes with the data. What is drawn is put together from it without gaps.

const TABLE_WIDTH = 264;
const HEAD = 46; // heights as drawing.css has them
const ROW = 24;
const MORE = 26;
const BETWEEN = 16;
const ACROSS = 84;
const ROWS_AT_FIRST = 12;
const ROWS_ON_PATH = 30;
const MOST_TABLES = 240;
const BOX_PADDING = 20;
const BOX_TITLE = 40;
const BOX_GAP = 32;
const BESIDE = 150;
const LEAST = 0.9; // the scale at which a column's name can still be read: 11 px high

const shownWhole = new Set(); // tables of which all columns are asked for

function showMore(table) {
  shownWhole.add(table);
  onChange({ ...state, view: null });
}

// What a product shows: its own tables with columns, those it reads and is read by as heads.
function shownOfProduct(product) {
  const own = tablesOfProduct[product];
  const links = tableEdges(own);
  const shown = new Map();
  for (const table of own) {
    const all = columnsOf(table).filter((column) => column !== rowsOfTable[table]);
    const isWhole = shownWhole.has(table) || all.length <= ROWS_AT_FIRST + 2;
    const wanted = state.at?.kind === 'column' && tableOfColumn[state.at.number] === table;
    let rows = isWhole ? all : all.slice(0, ROWS_AT_FIRST);
    if (wanted && !rows.includes(state.at.number)) rows = [...rows, state.at.number];
    shown.set(table, { rows, rest: all.length - rows.length });
  }
  for (const { source, target } of links) {
    for (const table of [source, target])
      if (!shown.has(table)) shown.set(table, { rows: [], rest: 0 });
  }
  return { shown, links };
}

// What a path shows: of each table the columns that edges of the path end at.
function shownOfPath(path) {
  const taken = new Set([...path.up.edges, ...path.down.edges]);
  const nearestTables = [...tablesOn(path)].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
  const kept = new Set(nearestTables.slice(0, MOST_TABLES).map(([table]) => table));
  const on = new Map([...kept].map((table) => [table, new Set()]));
  for (const start of path.starts) on.get(tableOfColumn[start])?.add(start);
  for (const edge of taken) {
    for (const column of [edges.source[edge], edges.target[edge]])
      on.get(tableOfColumn[column])?.add(column);
  }
  const shown = new Map();
  for (const [table, set] of on) {
    const all = [...set].sort((a, b) => a - b);
    const rows = shownWhole.has(table) ? all : all.slice(0, ROWS_ON_PATH);
    shown.set(table, { rows, rest: all.length - rows.length });
  }
  return { shown, left: nearestTables.length - kept.size, taken };
}

function heightOf({ rows, rest }) {
  return HEAD + rows.length * ROW + (rest > 0 ? MORE : 0) + (rows.length > 0 ? 6 : 0);
}

// Numbers without gaps for those that occur, in their order.
function ranked(values) {
  return new Map([...new Set(values)].sort((a, b) => a - b).map((value, i) => [value, i]));
}

// Boxes of products in columns, in each the tables in columns: {table: {x, y}}, and the boxes.
function placed(shown) {
  const byProduct = Map.groupBy([...shown.keys()], (table) => tables[table].product);
  const boxes = [...byProduct].map(([product, members]) => {
    const layerAt = ranked(members.map((table) => tables[table].rank[0]));
    const stacks = Array.from({ length: layerAt.size }, () => []);
    for (const table of members) stacks[layerAt.get(tables[table].rank[0])].push(table);
    for (const stack of stacks) stack.sort((a, b) => tables[a].rank[1] - tables[b].rank[1]);
    const heights = stacks.map((stack) =>
      stack.reduce((sum, table) => sum + heightOf(shown.get(table)) + BETWEEN, -BETWEEN),
    );
    return {
      product,
      stacks,
      heights,
      width: stacks.length * (TABLE_WIDTH + ACROSS) - ACROSS + 2 * BOX_PADDING,
      height: BOX_TITLE + Math.max(...heights) + BOX_PADDING,
    };
  });
  const layerAt = ranked(boxes.map((box) => products[box.product].spot[0]));
  const layers = Array.from({ length: layerAt.size }, () => []);
  for (const box of boxes) layers[layerAt.get(products[box.product].spot[0])].push(box);
  const tallest = Math.max(
    ...layers.map((layer) => layer.reduce((sum, box) => sum + box.height + BOX_GAP, -BOX_GAP)),
  );
  const at = new Map();
  let x = 0;
  for (const layer of layers) {
    layer.sort(
      (a, b) => products[a.product].spot[2] - products[b.product].spot[2] || a.product - b.product,
    );
    const height = layer.reduce((sum, box) => sum + box.height + BOX_GAP, -BOX_GAP);
    const width = Math.max(...layer.map((box) => box.width));
    let y = (tallest - height) / 2;
    for (const box of layer) {
      box.x = x + (width - box.width) / 2;
      box.y = y;
      box.stacks.forEach((stack, i) => {
        let top = y + BOX_TITLE + (Math.max(...box.heights) - box.heights[i]) / 2;
        for (const table of stack) {
          at.set(table, { x: box.x + BOX_PADDING + i * (TABLE_WIDTH + ACROSS), y: top });
          top += heightOf(shown.get(table)) + BETWEEN;
        }
      });
      y += box.height + BOX_GAP;
    }
    x += width + ACROSS;
  }
  return {
    boxes,
    at,
    box: { x: 0, y: 0, width: Math.max(1, x - ACROSS), height: Math.max(1, tallest) },
  };
}

function describedColumn(column) {
  return [
    columnName(column),
    `column of ${tableNames[tableOfColumn[column]]}`,
    typeOf(column) || 'type unknown',
    isRequired.has(column) && 'required',
    columns.classification[column],
    changeOfColumn(column) && `${changeOfColumn(column)} in this branch`,
  ]
    .filter(Boolean)
    .join(', ');
}

const EVERYBODY_MAY = ['', 'public', 'internal'];

function isSensitive(column) {
  return !EVERYBODY_MAY.includes((columns.classification[column] ?? '').toLowerCase());
}

function columnRow(column, path) {
  // All rows are on the way without being a column of it.
  const isUp =
    path?.up.distance.has(column) || edgesTo(column).some((edge) => path?.up.edges.has(edge));
  const isDown = path?.down.distance.has(column);
  const side = path?.starts.has(column) ? ' start' : isUp ? ' up' : isDown ? ' down' : '';
  const change = changeOfColumn(column);
  const isAllRows = column === rowsOfTable[tableOfColumn[column]];
  return element(
    'button',
    {
      type: 'button',
      class: `row${side}${change ? ` ${change}` : ''}${isAllRows ? ' all' : ''}`,
      tabindex: '-1',
      'data-thing': `column ${column}`,
      'data-tip': [columnName(column), typeOf(column), columns.description[column]]
        .filter(Boolean)
        .join('\n'),
      'aria-label': describedColumn(column),
      'aria-pressed': String(isSame(state.at, { kind: 'column', number: column })),
    },
    element('span', { class: 'name', text: columnName(column) }),
    isSensitive(column) ? element('span', { class: 'lock', text: '◆' }) : null,
    element('span', { class: 'type', text: typeOf(column) || (isAllRows ? '' : '?') }),
  );
}

function tableCard(table, { rows, rest }, { x, y }, path, isForeign) {
  const one = tables[table];
  const head = element(
    'button',
    {
      type: 'button',
      class: 'head',
      tabindex: '-1',
      'data-thing': `table ${table}`,
      'data-tip': `${tableNames[table]}\n${placeText(one.sql ?? one.place)}`,
      'aria-label': [
        tableNames[table],
        one.kind,
        counted(one.columns[1], 'column'),
        one.change && `${one.change} in this branch`,
      ]
        .filter(Boolean)
        .join(', '),
      'aria-pressed': String(isSame(state.at, { kind: 'table', number: table })),
    },
    one.port !== undefined
      ? element('span', {
          class: `handle still ${statusClass(one.port)}`,
          'data-tip': `${ports[one.port].id}\n${statusOf(one.port) || 'no status'}`,
        })
      : null,
    element('span', { class: 'name', text: tableNames[table] }),
    element('span', {
      class: 'meta',
      text: isForeign ? counted(one.columns[1], 'column') : one.kind,
    }),
    one.change ? element('span', { class: `mark ${one.change}`, text: one.change }) : null,
  );
  const made = rows.map((column) => columnRow(column, path));
  const card = element(
    'div',
    {
      class: `table-card${one.port !== undefined ? ' port' : ''}`,
      role: 'group',
      'aria-label': tableNames[table],
    },
    head,
    made,
    rest > 0
      ? element('button', {
          type: 'button',
          class: 'more',
          tabindex: '-1',
          'data-more': String(table),
          text: `${rest.toLocaleString('en')} more`,
        })
      : null,
  );
  place(card, x, y);
  const spot = (thing, node, top, height) => ({
    thing,
    card,
    node,
    x,
    y: y + top,
    width: TABLE_WIDTH,
    height,
  });
  return {
    card,
    isAway: false,
    x,
    y,
    width: TABLE_WIDTH,
    height: heightOf({ rows, rest }),
    places: [
      spot({ kind: 'table', number: table }, head, 0, HEAD),
      ...made.map((node, i) =>
        spot({ kind: 'column', number: rows[i] }, node, HEAD + i * ROW, ROW),
      ),
    ],
  };
}

// What is in the middle of the window when a box too large for it begins at its left and top.
function startOf(own) {
  const { width, height } = stage.getBoundingClientRect();
  const middle = (start, room) => start + (room / 2 - MARGIN) / LEAST;
  return { x: middle(own.x, width), y: middle(own.y, height), width: 0, height: 0 };
}

function drawTables(path, isNew) {
  const product = productOf(state.at);
  const isPath = state.view === 'path';
  const { shown, links, left, taken } = isPath ? shownOfPath(path) : shownOfProduct(product);
  const { boxes, at, box } = placed(shown);
  const made = [...shown].map(([table, rows]) =>
    tableCard(table, rows, at.get(table), path, !isPath && tables[table].product !== product),
  );
  stage.classList.toggle('has-lit', false);
  byId('areas').replaceChildren(
    ...boxes.map((one) => {
      const title = products[one.product];
      const area = element(
        'div',
        {
          class: `area product${one.product === product ? ' here' : ''}${title.outside ? ' outside' : ''}`,
        },
        element('span', { text: title.name }),
        element('small', { text: title.outside ? 'outside' : (title.domain ?? '') }),
      );
      place(area, one.x, one.y);
      area.style.width = `${one.width}px`;
      area.style.height = `${one.height}px`;
      return area;
    }),
  );
  byId('cards').replaceChildren(...made.map((one) => one.card));
  const places = made.flatMap((one) => one.places);
  showDrawn(places, made, box);

  const end = (column) => {
    const table = tableOfColumn[column];
    const spot = at.get(table);
    if (!spot) return null;
    const row = shown.get(table).rows.indexOf(column);
    return [spot.x, spot.y + (row < 0 ? HEAD / 2 : HEAD + row * ROW + ROW / 2)];
  };
  const lines = document.createDocumentFragment();
  const line = (from, to, kind) => {
    if (from && to)
      lines.append(drawnPath(curve(from[0] + TABLE_WIDTH, from[1], to[0], to[1]), kind));
  };
  if (isPath) {
    for (const edge of taken) {
      const side = path.up.edges.has(edge) ? 'up' : 'down';
      const change = state.changed ? changeOfEdge(edge) : '';
      line(
        end(edges.source[edge]),
        end(edges.target[edge]),
        `flow lit ${side}${isDirect(edge) ? '' : ' indirect'} ${change}`,
      );
    }
  } else {
    const head = (table) => [at.get(table).x, at.get(table).y + HEAD / 2];
    for (const { source, target, direct, changes } of links) {
      const isGone = changes.size === 1 && changes.has('removed');
      if (isGone && !state.changed) continue;
      const change = !state.changed
        ? ''
        : isGone
          ? 'removed'
          : changes.has('') && changes.size === 1
            ? ''
            : 'added';
      line(head(source), head(target), `flow strong${direct ? '' : ' indirect'} ${change}`);
    }
  }
  byId('edges').replaceChildren(lines);

  const here = places.find((one) => isSame(one.thing, state.at)) ?? null;
  makeCurrent(here ?? places[0] ?? null);
  if (isNew) {
    const own = boxes.find((one) => one.product === product);
    // A product with a little of what is beside it; a path as large as it can be read.
    if (isPath) fitAround(here ?? own, LEAST);
    else fit({ x: own.x - BESIDE, y: own.y, width: own.width + 2 * BESIDE, height: own.height });
    if (!isPath && camera.scale < LEAST) fitAround(here ?? startOf(own), LEAST);
  } else if (here) reveal(here);
  if (!isPath)
    return `${counted(tablesOfProduct[product].length, 'table')} of ${products[product].name}`;
  const all = shown.size + left;
  const productsShown = new Set([...shown.keys()].map((table) => tables[table].product));
  const text = `${counted(all, 'table')} in ${counted(productsShown.size, 'product')}`;
  return left > 0 ? `${text}. The nearest ${shown.size} are drawn; Table and Tree have all.` : text;
}
