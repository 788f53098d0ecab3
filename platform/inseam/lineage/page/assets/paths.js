// Everything that a column comes from and goes to. No drawing here.

// Gives the columns with their distance, and the edges, of the whole way up or down.
function walked(starts, isUp, { influence, removed }) {
  const distance = new Map(starts.map((column) => [column, 0]));
  const taken = new Set();
  const queue = [...starts];
  const reach = (column, steps) => {
    if (distance.has(column)) return;
    distance.set(column, steps);
    queue.push(column);
  };
  for (let i = 0; i < queue.length; i += 1) {
    const column = queue[i];
    const steps = distance.get(column) + 1;
    const rows = rowsOfTable[tableOfColumn[column]];
    // What decides which rows there are decides on each column of them.
    const here = isUp && influence && rows >= 0 && rows !== column ? [column, rows] : [column];
    for (const from of here) {
      for (const edge of isUp ? edgesTo(from) : edgesFrom(from)) {
        if (!influence && !isDirect(edge)) continue;
        if (!removed && changeOfEdge(edge) === 'removed') continue;
        taken.add(edge);
        reach(isUp ? edges.source[edge] : edges.target[edge], steps);
      }
    }
    if (!isUp && column === rows && influence) {
      for (const other of columnsOf(tableOfColumn[column])) reach(other, steps);
    }
  }
  return { distance, edges: taken };
}

const NOWHERE = { distance: new Map(), edges: new Set() };

function pathOf(starts, direction, options) {
  const up = direction === 'down' ? NOWHERE : walked(starts, true, options);
  const down = direction === 'up' ? NOWHERE : walked(starts, false, options);
  return { starts: new Set(starts), up, down };
}

function startsOf(thing) {
  if (thing?.kind === 'column') return [thing.number];
  if (thing?.kind === 'table') return columnsOf(thing.number);
  return [];
}

function tablesOn(path) {
  const nearest = new Map();
  const ends = [...path.up.edges, ...path.down.edges].flatMap((edge) => [
    edges.source[edge],
    edges.target[edge],
  ]);
  for (const column of [...path.starts, ...ends]) {
    const table = tableOfColumn[column];
    const steps = Math.min(
      path.up.distance.get(column) ?? Infinity,
      path.down.distance.get(column) ?? Infinity,
    );
    nearest.set(table, Math.min(nearest.get(table) ?? Infinity, steps));
  }
  return nearest;
}

// Between tables, of the columns of these: source, target, whether a value flows, what changed.
function tableEdges(of) {
  const found = new Map();
  const add = (edge) => {
    const source = tableOfColumn[edges.source[edge]];
    const target = tableOfColumn[edges.target[edge]];
    if (source === target) return;
    const key = source * tables.length + target;
    const one = found.get(key) ?? { source, target, direct: false, changes: new Set() };
    one.direct ||= isDirect(edge);
    one.changes.add(changeOfEdge(edge));
    found.set(key, one);
  };
  for (const table of of) {
    for (const column of columnsOf(table)) {
      edgesTo(column).forEach(add);
      edgesFrom(column).forEach(add);
    }
  }
  return [...found.values()];
}

// Between products: the readings, as provider and consumer.
const productEdges = readings.map((reading) => ({
  source: ports[reading.port].product,
  target: reading.product,
  port: reading.port,
  change: reading.change ?? '',
}));
