// What the panel shows while nothing is selected: what there is, and what a branch changed.

function overview() {
  const shown = (name) => data.counts[name].toLocaleString('en');
  const all = products
    .map((_, number) => number)
    .sort((a, b) => (products[a].name < products[b].name ? -1 : 1));
  const inside = Map.groupBy(
    all.filter((number) => !products[number].outside),
    (number) => products[number].domain || 'No domain',
  );
  return [
    heading('All', data.title),
    facts([
      ['Products', shown('products')],
      ['Output ports', shown('output_ports')],
      ['External contracts', shown('external_contracts')],
      ['Tables', shown('tables')],
      ['Columns', shown('columns')],
      ['Direct edges', shown('direct_edges')],
      ['Indirect edges', shown('indirect_edges')],
      ['Unresolved', data.counts.unresolved ? shown('unresolved') : ''],
    ]),
    element('p', {
      class: 'description muted',
      text: 'Select a product, or search for a column to see its whole path.',
    }),
    ...[...inside]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([domain, members]) => section(domain, members.map(ownedItem))),
    section('Outside', all.filter((number) => products[number].outside).map(ownedItem)),
  ];
}

// What this branch did, from the products down to single edges.
function changesShown() {
  const edgeNumbers = Object.keys(edges.change).map(Number);
  const of = (list) => list.flatMap((one, number) => (one.change ? [number] : []));
  return [
    heading('This branch', 'What changed'),
    section('Products', of(products).map(productItem)),
    section('Contracts', of(ports).map(portItem)),
    section('Tables', of(tables).map(tableItem)),
    section(
      'Columns',
      Object.keys(columns.change)
        .map(Number)
        .filter((column) => column !== rowsOfTable[tableOfColumn[column]])
        .map(
          (column) => () =>
            element(
              'li',
              {},
              link({ kind: 'column', number: column }),
              changeMark(changeOfColumn(column)),
            ),
        ),
    ),
    section(
      'Edges',
      edgeNumbers.map(
        (edge) => () =>
          element(
            'li',
            {},
            link({ kind: 'column', number: edges.source[edge] }),
            ' → ',
            link({ kind: 'column', number: edges.target[edge] }),
            element('small', { class: 'place' }, breakable(placeOfEdge(edge))),
            changeMark(changeOfEdge(edge)),
          ),
      ),
    ),
  ];
}
