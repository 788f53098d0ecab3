// The search box: a combobox over all that has a name. The index is loaded when somebody types.

const MOST_FOUND = 40;
const KINDS = ['product', 'port', 'table', 'column', 'owner', 'tag'];
const RANKS = { whole: 0, start: 1, inside: 2, near: 4 };
const RANK_ELSEWHERE = 3;
const input = byId('search');
const list = byId('found');
let index = null;
let asked = null;
let found = [];
let active = -1;

function wordsOf(text) {
  const small = text.toLowerCase().replaceAll('e-mail', 'email');
  return small.match(/[\p{L}\p{N}]+/gu) ?? [];
}

// Numbers as steps in base 36: "5 1 a" are 5, 6 and 16.
function unpacked(steps) {
  let at = 0;
  return steps === '' ? [] : steps.split(' ').map((step) => (at += parseInt(step, 36)));
}

// The words of the index that may be meant, each with its rank; of a typo only if nothing else is.
function meant(word) {
  const hits = [];
  index.words.forEach((one, i) => {
    const at = one.indexOf(word);
    if (at < 0) return;
    if (one === word) hits.push([i, RANKS.whole]);
    else if (at === 0) hits.push([i, RANKS.start]);
    else if (word.length > 2) hits.push([i, RANKS.inside]);
  });
  if (hits.length > 0 || word.length < LEAST_TYPED) return hits;
  const most = word.length < 8 ? 1 : 2;
  index.words.forEach((one, i) => {
    if (distanceOf(word, one, most) <= most) hits.push([i, RANKS.near]);
  });
  return hits;
}

// By number of an entry: the rank, and the word that it was found by.
function entriesWith(word) {
  const ranks = new Map();
  const note = (number, rank, by) => {
    if (!(ranks.get(number)?.rank <= rank)) ranks.set(number, { rank, by });
  };
  for (const [i, rank] of meant(word)) {
    for (const number of unpacked(index.named[i])) note(number, rank, '');
    for (const number of unpacked(index.more[i])) note(number, rank + RANK_ELSEWHERE, index.words[i]);
  }
  return ranks;
}

function parentNames(number) {
  const names = [];
  for (let at = index.parents[number]; at >= 0; at = index.parents[at]) names.unshift(index.names[at]);
  return names;
}

function search(text) {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const each = words.map(entriesWith);
  // What a thing is inside of may have the other words: "orders email".
  const rankIn = (ranks, number) => {
    if (ranks.has(number)) return ranks.get(number);
    for (let at = index.parents[number]; at >= 0; at = index.parents[at])
      if (ranks.has(at)) return { rank: ranks.get(at).rank + 1, by: '' };
    return null;
  };
  const hits = [];
  for (const number of new Set(each.flatMap((ranks) => [...ranks.keys()]))) {
    const found = each.map((ranks) => rankIn(ranks, number));
    if (found.includes(null)) continue;
    hits.push({
      number,
      rank: found.reduce((sum, one) => sum + one.rank, 0),
      by: found.map((one) => one.by).find(Boolean) ?? '',
    });
  }
  return hits.sort(
    (a, b) =>
      a.rank - b.rank ||
      index.kinds[a.number] - index.kinds[b.number] ||
      index.names[a.number].length - index.names[b.number].length ||
      a.number - b.number,
  );
}

function addressOf(number) {
  if (index.addresses[number]) return root + index.addresses[number];
  const kind = KINDS[index.kinds[number]];
  const table = kind === 'column' ? index.parents[number] : number;
  const port = root + index.addresses[index.parents[table]];
  const name = kind === 'column' ? `.${index.names[number]}` : '';
  return `${port}#${encodeURIComponent(`${kind}:${index.names[table]}${name}`)}`;
}

function close() {
  list.hidden = true;
  active = -1;
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
}

function activate(next) {
  list.children[active]?.setAttribute('aria-selected', 'false');
  active = next;
  const option = list.children[active];
  option.setAttribute('aria-selected', 'true');
  option.scrollIntoView({ block: 'nearest' });
  input.setAttribute('aria-activedescendant', option.id);
}

function choose(number) {
  close();
  location.href = addressOf(number);
}

function option({ number, by }, i) {
  const note = index.notes[number];
  const why = by && note?.toLowerCase().includes(by) ? `also called ${note}` : by && `has “${by}”`;
  return element(
    'li',
    {
      role: 'option',
      id: `found-${i}`,
      'aria-selected': 'false',
      on: {
        pointerdown: (event) => {
          event.preventDefault();
          choose(number);
        },
      },
    },
    element('span', { class: 'kind', text: KINDS[index.kinds[number]] }),
    element('span', { class: 'name', text: index.names[number] }),
    element('span', { class: 'where', text: parentNames(number).join(' › ') }),
    why ? element('small', { class: 'why', text: why }) : null,
  );
}

function showFound() {
  const typed = input.value.trim();
  if (typed === '') return close();
  const hits = search(typed);
  found = hits.slice(0, MOST_FOUND).map((hit) => hit.number);
  list.replaceChildren(...hits.slice(0, MOST_FOUND).map(option));
  if (found.length === 0)
    list.append(element('li', { class: 'none', text: `Nothing found for “${typed}”.` }));
  list.hidden = false;
  input.setAttribute('aria-expanded', 'true');
  active = -1;
  if (found.length > 0) activate(0);
  const more = hits.length - found.length;
  say(`${counted(hits.length, 'result')}${more > 0 ? `, the first ${found.length} are shown` : ''}`);
  return undefined;
}

async function typed() {
  asked ??= load('assets/index.js', 'catalogIndex');
  index = await asked;
  showFound();
}

input.addEventListener('input', typed);
input.addEventListener('blur', close);
input.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    input.value = '';
    close();
  } else if (found.length > 0 && !list.hidden) {
    const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (steps) activate((active + steps + found.length) % found.length);
    else if (event.key === 'Enter') choose(found[active]);
    else return;
  } else return;
  event.preventDefault();
});
addEventListener('keydown', (event) => {
  const free = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key !== '/' || !free || event.target.matches('input, textarea, select')) return;
  event.preventDefault();
  input.focus();
});
