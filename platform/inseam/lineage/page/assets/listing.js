// The same edges as text: a table, or a tree from the selected column.

const listing = byId('listing');
const ROWS_AT_ONCE = 200;

// The numbers of the edges that are meant: of the path, of what is selected, or all.
function edgesMeant(path) {
  let meant;
  if (path) meant = [...new Set([...path.up.edges, ...path.down.edges])];
  else if (state.at) {
    const product = productOf(state.at);
    const own = state.at.kind === 'port' ? tablesOfPort[state.at.number] : tablesOfProduct[product];
    meant = unique(
      own
        .flatMap(columnsOf)
        .flatMap((column) => [
          ...(state.direction === 'down' ? [] : edgesTo(column)),
          ...(state.direction === 'up' ? [] : edgesFrom(column)),
        ]),
    );
  } else meant = Array.from({ length: edgeCount }, (_, edge) => edge);
  return meant
    .filter((edge) => path || state.influence || state.changed || isDirect(edge))
    .filter((edge) => (state.changed ? changeOfEdge(edge) : changeOfEdge(edge) !== 'removed'));
}

// A line of small text above what it belongs to; what has no room is cut and shown by the tooltip.
function cellOf(column) {
  const product = { kind: 'product', number: tables[tableOfColumn[column]].product };
  const thing = { kind: 'column', number: column };
  return element(
    'td',
    { 'data-tip': `${nameOf(product)}\n${nameOf(thing)}` },
    element(
      'small',
      {},
      link(product),
      ' · ',
      link({ kind: 'table', number: tableOfColumn[column] }),
    ),
    element('span', { class: 'name' }, link(thing, columnName(column))),
  );
}

function placeCell(text) {
  const end = text.lastIndexOf('/') + 1;
  return element(
    'td',
    { class: 'place', 'data-tip': text },
    element('small', { text: text.slice(0, end) }),
    element('span', { class: 'name', text: text.slice(end) }),
  );
}

function rowOf(edge) {
  return element(
    'tr',
    { class: changeOfEdge(edge) },
    cellOf(edges.source[edge]),
    cellOf(edges.target[edge]),
    element('td', { class: 'how', text: howOf(edge) }),
    placeCell(placeOfEdge(edge)),
    state.changed ? element('td', { class: 'change' }, changeMark(changeOfEdge(edge))) : null,
  );
}

function edgesCounted(meant) {
  const direct = meant.filter(isDirect).length;
  const indirect = meant.length - direct;
  return [counted(direct, 'direct edge'), indirect > 0 && counted(indirect, 'indirect edge')]
    .filter(Boolean)
    .join(', ');
}

function tableOfEdges(path) {
  const meant = edgesMeant(path);
  const heads = [['From'], ['To'], ['How', 'how'], ['File and line', 'place']];
  if (state.changed) heads.push(['Change', 'change']);
  const body = element('tbody');
  const more = element('button', { type: 'button', class: 'plain' });
  let shown = 0;
  const showNext = () => {
    body.append(...meant.slice(shown, shown + ROWS_AT_ONCE).map(rowOf));
    shown = Math.min(meant.length, shown + ROWS_AT_ONCE);
    const left = meant.length - shown;
    more.textContent = `Show ${Math.min(ROWS_AT_ONCE, left)} more of ${left.toLocaleString('en')}`;
    more.hidden = left === 0;
  };
  more.addEventListener('click', showNext);
  showNext();
  const of = state.at ? ` of ${nameOf(state.at)}` : '';
  return [
    element(
      'table',
      {},
      element('caption', {
        text: `${edgesCounted(meant)}${of}${state.changed ? ', changed in this branch' : ''}`,
      }),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          heads.map(([text, kind]) => element('th', { scope: 'col', class: kind, text })),
        ),
      ),
      body,
    ),
    more,
  ];
}

// A branch is made when it is opened, so a circle in the data costs nothing.
function branch(edge, isUp, path) {
  const column = isUp ? edges.source[edge] : edges.target[edge];
  const next = onward(column, isUp, path);
  const label = [
    link({ kind: 'column', number: column }),
    element('small', {
      text: `${products[tables[tableOfColumn[column]].product].name} · ${howOf(edge)}`,
    }),
    element('small', { class: 'place', text: placeOfEdge(edge) }),
    changeMark(changeOfEdge(edge)),
  ];
  if (next.length === 0) return element('li', { class: 'leaf' }, label);
  const details = element('details', {}, element('summary', {}, label));
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) details.append(branches(next, isUp, path));
  });
  return element('li', {}, details);
}

function branches(meant, isUp, path) {
  return element(
    'ul',
    {},
    meant.map((edge) => branch(edge, isUp, path)),
  );
}

function onward(column, isUp, path) {
  const side = isUp ? path.up : path.down;
  const rows = rowsOfTable[tableOfColumn[column]];
  const from = isUp && state.influence && rows >= 0 && rows !== column ? [column, rows] : [column];
  return from
    .flatMap((one) => [...(isUp ? edgesTo(one) : edgesFrom(one))])
    .filter((edge) => side.edges.has(edge));
}

const BRANCHES_OPEN = 8;

// Why nothing is above: the way begins here, or is not known further.
function originOf(starts) {
  if (products[tables[tableOfColumn[starts[0]]].product].outside)
    return 'It comes from outside of this repository.';
  return starts.every(isComputed) ? 'Computed here, not from a column.' : 'No source is known.';
}

// Why nothing is below: nobody reads it, or only what is outside of dbt.
function endOf(column) {
  return tables[tableOfColumn[column]].exposures
    ? 'No column, but its table has exposures.'
    : 'No consumers in this repository.';
}

function treeOf(path) {
  const side = (isUp) => {
    const starts = [...path.starts];
    const meant = unique(starts.flatMap((column) => onward(column, isUp, path)));
    const count = (isUp ? path.up : path.down).distance.size - starts.length;
    const tree = element(
      'section',
      { class: 'tree' },
      element(
        'h3',
        {},
        isUp ? 'Comes from' : 'Goes to',
        element('span', { class: 'count', text: counted(Math.max(0, count), 'column') }),
      ),
      meant.length > 0
        ? branches(meant, isUp, path)
        : element('p', {
            class: 'muted',
            text: isUp ? originOf(starts) : endOf(starts[0]),
          }),
    );
    if (meant.length <= BRANCHES_OPEN)
      for (const details of tree.querySelectorAll('details')) details.open = true;
    return tree;
  };
  return [
    element('h2', { text: nameOf(state.at) }),
    state.direction === 'down' ? null : side(true),
    state.direction === 'up' ? null : side(false),
  ];
}

function showListing(path) {
  const parts = state.view === 'tree' ? treeOf(path) : tableOfEdges(path);
  listing.replaceChildren(...parts.filter(Boolean));
  listing.scrollTop = 0;
}
