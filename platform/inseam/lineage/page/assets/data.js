// What the page was given, with the ways between things. Everything is known by its number.

const data = JSON.parse(byId('data').textContent);
const { products, ports, tables, readings, columns, edges } = data;
const columnCount = columns.name.length;
const edgeCount = edges.source.length;

const tableOfColumn = new Int32Array(columnCount);
tables.forEach((table, number) => {
  const [first, count] = table.columns;
  tableOfColumn.fill(number, first, first + count);
});
const isRequired = new Set(columns.required);

// Of each table, the column that stands for all of its rows; -1 if no edge leads there.
const ALL_ROWS = '*';
const rowsOfTable = tables.map((table) => {
  const [first, count] = table.columns;
  for (let column = first; column < first + count; column += 1) {
    // A column that is named so has another id.
    if (columns.name[column] === ALL_ROWS && !(column in columns.id)) return column;
  }
  return -1;
});

const fileOfEdge = new Int32Array(edgeCount);
let filled = 0;
for (const [file, count] of edges.file) {
  fileOfEdge.fill(file, filled, filled + count);
  filled += count;
}

// The edges of a column stand together: those of column c from start[c] to start[c + 1].
function sortedBy(ends) {
  const start = new Int32Array(columnCount + 1);
  for (const end of ends) start[end + 1] += 1;
  for (let column = 0; column < columnCount; column += 1) start[column + 1] += start[column];
  const next = start.slice();
  const sorted = new Int32Array(edgeCount);
  for (let edge = 0; edge < edgeCount; edge += 1) {
    sorted[next[ends[edge]]] = edge;
    next[ends[edge]] += 1;
  }
  return (column) => sorted.subarray(start[column], start[column + 1]);
}
const edgesFrom = sortedBy(edges.source);
const edgesTo = sortedBy(edges.target);

const portsOfProduct = products.map(() => []);
ports.forEach((port, number) => portsOfProduct[port.product].push(number));
const readingsOfProduct = products.map(() => []);
const readingsOfPort = ports.map(() => []);
readings.forEach((reading, number) => {
  readingsOfProduct[reading.product].push(number);
  readingsOfPort[reading.port].push(number);
});
const tablesOfProduct = products.map(() => []);
const tablesOfPort = ports.map(() => []);
tables.forEach((table, number) => {
  tablesOfProduct[table.product].push(number);
  if (table.port !== undefined) tablesOfPort[table.port].push(number);
});

function gathered(entries) {
  const found = { column: new Map(), table: new Map(), port: new Map() };
  for (const [kind, number, ...rest] of entries) {
    if (!found[kind].has(number)) found[kind].set(number, []);
    found[kind].get(number).push(rest);
  }
  return found;
}
const qualityAt = gathered(data.quality);
const gapsAt = gathered(data.gaps);

function columnsOf(table) {
  const [first, count] = tables[table].columns;
  return Array.from({ length: count }, (_, i) => first + i);
}

function columnName(column) {
  return column === rowsOfTable[tableOfColumn[column]] ? 'all rows' : columns.name[column];
}

function columnId(column) {
  return columns.id[column] ?? `${tables[tableOfColumn[column]].id}.${columns.name[column]}`;
}

function typeOf(column) {
  return columns.types[columns.type[column]];
}

function changeOfColumn(column) {
  return columns.change[column] ?? '';
}

function changeOfEdge(edge) {
  return edges.change[edge] ?? '';
}

function isDirect(edge) {
  return edges.hows[edges.how[edge]][0];
}

function howOf(edge) {
  const [, isMasked, how] = edges.hows[edges.how[edge]];
  return isMasked ? `${how}, masked` : how;
}

// Whether no column's value flows into it and nothing is missing: a count, a time, a text.
function isComputed(column) {
  const table = tableOfColumn[column];
  return (
    !products[tables[table].product].outside &&
    column !== rowsOfTable[table] &&
    !gapsAt.column.has(column) &&
    !gapsAt.table.has(table) &&
    ![...edgesTo(column)].some(isDirect)
  );
}

function placeText(place) {
  return place ? `${data.files[place[0]]}:${place[1]}` : '';
}

function placeOfEdge(edge) {
  return fileOfEdge[edge] < 0 ? '' : `${data.files[fileOfEdge[edge]]}:${edges.line[edge]}`;
}

// A thing is {kind, number}: what can be selected, found and linked to.
function productOf({ kind, number }) {
  if (kind === 'product') return number;
  if (kind === 'port') return ports[number].product;
  return tables[kind === 'table' ? number : tableOfColumn[number]].product;
}

function idOf({ kind, number }) {
  if (kind === 'column') return columnId(number);
  return { product: products, port: ports, table: tables }[kind][number].id;
}

// Tables of one product may share a name: v1 and v2 of a port. Then the version tells them apart.
const tableNames = tables.map((one, number) => {
  const same = tablesOfProduct[one.product].filter((other) => tables[other].name === one.name);
  if (same.length === 1) return one.name;
  const addition = (table) => {
    const { port, kind } = tables[table];
    const major = ports[port]?.version?.split('.')[0];
    return port === undefined ? kind : major ? `v${major}` : ports[port].id;
  };
  const isTold = same.every((other) => other === number || addition(other) !== addition(number));
  return `${one.name} (${isTold || one.port === undefined ? addition(number) : ports[one.port].id})`;
});

function nameOf({ kind, number }) {
  if (kind === 'product') return products[number].name;
  if (kind === 'port') return ports[number].id;
  if (kind === 'table') return tableNames[number];
  return `${tableNames[tableOfColumn[number]]}.${columnName(number)}`;
}

function find(kind, id) {
  const list = { product: products, port: ports, table: tables }[kind];
  if (list) {
    const number = list.findIndex((one) => one.id === id);
    return number < 0 ? null : { kind, number };
  }
  for (let table = 0; table < tables.length; table += 1) {
    if (!id.startsWith(tables[table].id)) continue;
    for (const column of columnsOf(table))
      if (columnId(column) === id) return { kind, number: column };
  }
  return null;
}

const STATUSES = ['active', 'draft', 'proposed', 'deprecated', 'retired', 'missing'];

function statusOf(port) {
  return ports[port].status?.toLowerCase() ?? '';
}

function statusClass(port) {
  const status = statusOf(port);
  return STATUSES.includes(status) ? status : 'other';
}
