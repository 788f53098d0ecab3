// What is shown, as the address has it: #view=path&column=orders/stg_orders.amount&direction=up

const VIEWS = ['map', 'product', 'path', 'table', 'tree'];
const KINDS = ['product', 'port', 'table', 'column'];
const START = { view: 'map', at: null, direction: 'both', influence: false, changed: false };

let state = START;
let onChange = () => {};

function hashOf(one) {
  const parts = [`view=${one.view}`];
  // A slash is allowed in a fragment, and reads better.
  if (one.at)
    parts.push(`${one.at.kind}=${encodeURIComponent(idOf(one.at)).replaceAll('%2F', '/')}`);
  if (one.direction !== 'both') parts.push(`direction=${one.direction}`);
  if (one.influence) parts.push('influence=1');
  if (one.changed) parts.push('changed=1');
  return `#${parts.join('&')}`;
}

function stateOf(hash) {
  // Not URLSearchParams, which takes a plus for a space.
  const given = new Map();
  for (const part of hash.replace(/^#/, '').split('&')) {
    const [name, ...value] = part.split('=');
    try {
      given.set(name, decodeURIComponent(value.join('=')));
    } catch {
      // A broken escape: as if it were not there.
    }
  }
  const kind = KINDS.find((one) => given.has(one));
  const at = kind ? find(kind, given.get(kind)) : null;
  const wanted = VIEWS.includes(given.get('view')) ? given.get('view') : 'map';
  return fitting({
    view: wanted,
    at,
    direction: ['up', 'down'].includes(given.get('direction')) ? given.get('direction') : 'both',
    influence: given.get('influence') === '1',
    changed: given.get('changed') === '1',
  });
}

// A view that has nothing to show becomes the nearest that has.
function fitting(one) {
  const follows = startsOf(one.at).length > 0;
  let { view } = one;
  if (view === 'tree' && !follows) view = 'table';
  if (view === 'path' && !follows) view = 'product';
  if (view === 'product' && !one.at) view = 'map';
  return { ...one, view };
}

function go(change) {
  const next = fitting({ ...state, ...change });
  const hash = hashOf(next);
  const before = state;
  state = next;
  if (hash !== location.hash) location.hash = hash;
  onChange(before);
}

// Also comes after `go` has set the address; then there is nothing left to do.
addEventListener('hashchange', () => {
  if (hashOf(state) === location.hash) return;
  const before = state;
  state = stateOf(location.hash);
  onChange(before);
});
