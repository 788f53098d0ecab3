// What is known of what is selected.

const panel = byId('panel');

function link(thing, text = nameOf(thing)) {
  return element('button', {
    type: 'button',
    class: 'link',
    text,
    on: { click: () => select(thing) },
  });
}

function statusShown(port) {
  return element(
    'span',
    { class: 'status' },
    element('span', { class: `handle still ${statusClass(port)}`, 'aria-hidden': 'true' }),
    statusOf(port) || 'no status',
  );
}

function facts(pairs) {
  const shown = pairs.filter(([, value]) => value !== undefined && value !== null && value !== '');
  return element(
    'dl',
    {},
    shown.flatMap(([name, value]) => [
      element('dt', { text: name }),
      value instanceof Node ? element('dd', {}, value) : element('dd', { text: value }),
    ]),
  );
}

function code(text) {
  return text ? element('code', {}, breakable(text)) : null;
}

function section(title, items, empty) {
  if (items.length === 0 && !empty) return null;
  return element(
    'section',
    {},
    element(
      'h3',
      {},
      title,
      items.length > 0
        ? element('span', { class: 'count', text: items.length.toLocaleString('en') })
        : null,
    ),
    items.length > 0 ? listed(items) : element('p', { class: 'muted', text: empty }),
  );
}

const ITEMS_AT_FIRST = 30;

// Items are functions that make a list's item, so that thousands cost nothing before they are seen.
function listed(items) {
  const made = element(
    'ul',
    {},
    items.slice(0, ITEMS_AT_FIRST).map((item) => item()),
  );
  if (items.length > ITEMS_AT_FIRST) {
    const more = element('button', {
      type: 'button',
      class: 'plain',
      text: `${(items.length - ITEMS_AT_FIRST).toLocaleString('en')} more`,
      on: {
        click: () => {
          more.remove();
          made.append(...items.slice(ITEMS_AT_FIRST).map((item) => item()));
        },
      },
    });
    return element('div', {}, made, more);
  }
  return made;
}

function changeMark(change) {
  return change ? element('span', { class: `mark ${change}`, text: change }) : null;
}

function heading(kind, title, change) {
  return element(
    'header',
    {},
    element('p', { class: 'kind', text: kind }),
    element('h2', { text: title }),
    changeMark(change),
  );
}

const OUTCOMES = { passed: '✓', failed: '✕', warned: '!', skipped: '–' };

function qualityItems(kind, number) {
  return (qualityAt[kind].get(number) ?? []).map(
    ([rule, outcome, message]) =>
      () =>
        element(
          'li',
          { class: `quality ${OUTCOMES[outcome] ? outcome : 'skipped'}` },
          element('span', { class: 'sign', text: OUTCOMES[outcome] ?? '–', 'aria-hidden': 'true' }),
          element(
            'span',
            {},
            `${rule}: ${outcome}`,
            message ? element('small', { text: message }) : null,
          ),
        ),
  );
}

function gapItems(kind, number) {
  return (gapsAt[kind].get(number) ?? []).map(
    ([reason, place]) =>
      () =>
        element('li', {}, reason, element('small', { text: placeText(place) })),
  );
}

function exposureItems(table) {
  return (tables[table].exposures ?? []).map(
    ([name, type, owner, place]) =>
      () =>
        element(
          'li',
          {},
          name,
          element('small', { text: [type, owner].filter(Boolean).join(' · ') }),
          element('small', { class: 'place' }, breakable(placeText(place))),
        ),
  );
}

function portItem(port) {
  return () =>
    element(
      'li',
      {},
      link({ kind: 'port', number: port }),
      statusShown(port),
      changeMark(ports[port].change),
    );
}

function productItem(product) {
  return () =>
    element(
      'li',
      {},
      link({ kind: 'product', number: product }),
      changeMark(products[product].change),
    );
}

function ownedItem(product) {
  const { owner, change } = products[product];
  return () =>
    element(
      'li',
      {},
      link({ kind: 'product', number: product }),
      owner ? element('small', { text: owner }) : null,
      changeMark(change),
    );
}

function tableItem(table) {
  return () =>
    element(
      'li',
      {},
      link({ kind: 'table', number: table }),
      element('small', { text: tables[table].kind }),
      changeMark(tables[table].change),
    );
}

function columnItem(column) {
  return () =>
    element(
      'li',
      {},
      link({ kind: 'column', number: column }, columnName(column)),
      element('small', {
        text: [typeOf(column), isRequired.has(column) && 'required', columns.classification[column]]
          .filter(Boolean)
          .join(' · '),
      }),
      changeMark(changeOfColumn(column)),
    );
}

function edgeItem(edge, isUp) {
  const column = isUp ? edges.source[edge] : edges.target[edge];
  const table = tables[tableOfColumn[column]];
  return () =>
    element(
      'li',
      {},
      link({ kind: 'column', number: column }),
      element('small', { text: `${products[table.product].name} · ${howOf(edge)}` }),
      element('small', { class: 'place' }, breakable(placeOfEdge(edge))),
      changeMark(changeOfEdge(edge)),
    );
}

function actions(...pairs) {
  return element(
    'p',
    { class: 'actions' },
    pairs
      .filter(Boolean)
      .map(([text, act]) =>
        element('button', { type: 'button', class: 'plain', text, on: { click: act } }),
      ),
  );
}

function contractFacts(port) {
  if (port === undefined) return [];
  return [
    [
      'Contract',
      element('span', {}, link({ kind: 'port', number: port }), ` ${ports[port].version ?? ''}`),
    ],
    ['Status', statusShown(port)],
  ];
}

// What is computed has no source column: where it is, and which rows it is computed of.
function computedShown(column) {
  const isHere = isComputed(column);
  const above = isHere
    ? []
    : [...pathOf([column], 'up', { influence: false, removed: false }).up.distance.keys()].filter(
        isComputed,
      );
  if (!isHere && above.length === 0) return [];
  const origin = isHere ? column : above[0];
  const { reads = [] } = tables[tableOfColumn[origin]];
  return [
    isHere
      ? element('p', { class: 'computed', text: 'Computed here, not from a column.' })
      : section(
          'Computed, not from a column',
          above.map((one) => () => element('li', {}, link({ kind: 'column', number: one }))),
        ),
    section('Its rows come from', reads.map(tableItem)),
    state.influence
      ? null
      : actions(['Show what decides on its rows', () => go({ view: 'path', influence: true })]),
  ];
}

const unique = (numbers) => [...new Set(numbers)];

const PANELS = {
  product(number) {
    const one = products[number];
    return [
      heading(one.outside ? 'System outside' : 'Data product', one.name, one.change),
      actions(['Open its tables', () => go({ view: 'product', at: { kind: 'product', number } })]),
      facts([
        ['Id', code(one.id)],
        ['Domain', one.domain],
        ['Owner', one.owner],
        ['Version', one.version],
        ['Status', one.status],
        ['Tags', one.tags],
        ['File', code(placeText(one.place))],
      ]),
      one.description ? element('p', { class: 'description', text: one.description }) : null,
      section('Output ports', portsOfProduct[number].map(portItem)),
      section(
        'Input ports',
        unique(readingsOfProduct[number].map((one) => readings[one].port)).map(portItem),
      ),
      section(
        'Read by',
        unique(
          portsOfProduct[number].flatMap((port) =>
            readingsOfPort[port].map((one) => readings[one].product),
          ),
        ).map(productItem),
      ),
      section('Tables', tablesOfProduct[number].map(tableItem)),
      section('Quality', [
        ...portsOfProduct[number].flatMap((port) => qualityItems('port', port)),
        ...tablesOfProduct[number].flatMap((table) => [
          ...qualityItems('table', table),
          ...columnsOf(table).flatMap((column) => qualityItems('column', column)),
        ]),
      ]),
    ];
  },
  port(number) {
    const one = ports[number];
    return [
      heading('Contract', one.id, one.change),
      facts([
        ['Name', one.name],
        ['Status', statusShown(number)],
        ['Version', one.version],
        ['Provider', link({ kind: 'product', number: one.product })],
        ['Owner', one.owner || products[one.product].owner],
        ['Tags', one.tags],
        ['File', code(placeText(one.place))],
      ]),
      one.description ? element('p', { class: 'description', text: one.description }) : null,
      section('Objects', tablesOfPort[number].map(tableItem)),
      section(
        'Read by',
        readingsOfPort[number].map((reading) => () => {
          const { product, place, agreement, change } = readings[reading];
          return element(
            'li',
            {},
            link({ kind: 'product', number: product }),
            element('small', { class: 'place' }, breakable(placeText(place))),
            agreement
              ? element('small', { class: 'place' }, breakable(`agreement ${agreement}`))
              : null,
            changeMark(change),
          );
        }),
        'No consumers in this repository.',
      ),
      section('Quality', [
        ...qualityItems('port', number),
        ...tablesOfPort[number].flatMap((table) => [
          ...qualityItems('table', table),
          ...columnsOf(table).flatMap((column) => qualityItems('column', column)),
        ]),
      ]),
    ];
  },
  table(number) {
    const one = tables[number];
    return [
      heading(one.kind, nameOf({ kind: 'table', number }), one.change),
      actions(
        ['Show its path', () => go({ view: 'path' })],
        state.view !== 'product' && ['Open its product', () => go({ view: 'product' })],
      ),
      facts([
        ['Product', link({ kind: 'product', number: one.product })],
        ['Owner', products[one.product].owner],
        ['Tags', one.tags],
        ...contractFacts(one.port),
        ['File', code(placeText(one.place))],
        [
          'Model',
          one.sql && placeText(one.sql) !== placeText(one.place) ? code(placeText(one.sql)) : null,
        ],
      ]),
      one.description ? element('p', { class: 'description', text: one.description }) : null,
      section('Quality', qualityItems('table', number)),
      section('Exposures', exposureItems(number)),
      section('Cannot be followed', gapItems('table', number)),
      section(
        'Columns',
        columnsOf(number)
          .filter((column) => column !== rowsOfTable[number])
          .map(columnItem),
      ),
    ];
  },
  column(number) {
    const table = tables[tableOfColumn[number]];
    const place = table.place ? [table.place[0], columns.line[number]] : null;
    const isAllRows = number === rowsOfTable[tableOfColumn[number]];
    const inside = isAllRows
      ? []
      : [rowsOfTable[tableOfColumn[number]]].filter((rows) => rows >= 0);
    return [
      heading('Column', columnName(number), changeOfColumn(number)),
      actions(
        state.view !== 'path' && ['Show its path', () => go({ view: 'path' })],
        state.view !== 'product' && ['Open its product', () => go({ view: 'product' })],
      ),
      facts([
        ['Table', link({ kind: 'table', number: tableOfColumn[number] })],
        ['Product', link({ kind: 'product', number: table.product })],
        ['Owner', products[table.product].owner],
        ['Type', isAllRows ? '' : typeOf(number) || 'unknown'],
        ['Required', isAllRows ? '' : isRequired.has(number) ? 'yes' : 'no'],
        ['Classification', columns.classification[number]],
        ['Carries', columns.carries[number]],
        ['Tags', columns.tags[number]],
        ...contractFacts(table.port),
        ['File', code(placeText(place))],
        ['Model', table.sql && table.sql[0] !== place?.[0] ? code(placeText(table.sql)) : null],
      ]),
      columns.description[number]
        ? element('p', { class: 'description', text: columns.description[number] })
        : null,
      section('Quality', qualityItems('column', number)),
      section('Cannot be followed', gapItems('column', number)),
      ...computedShown(number),
      section(
        'Comes from',
        [...edgesTo(number)].map((edge) => edgeItem(edge, true)),
        isComputed(number) ? null : originOf([number]),
      ),
      section(
        'Goes to',
        [...edgesFrom(number)].map((edge) => edgeItem(edge, false)),
        endOf(number),
      ),
      section(
        'Decides which rows there are',
        inside.flatMap((rows) => [...edgesTo(rows)]).map((edge) => edgeItem(edge, true)),
      ),
    ];
  },
};

function showPanel() {
  const parts = state.at
    ? PANELS[state.at.kind](state.at.number)
    : state.changed
      ? changesShown()
      : overview();
  panel.replaceChildren(...parts.filter(Boolean));
  panel.scrollTop = 0;
}
