// What somebody meant who typed a word in a hurry.

const LEAST_TYPED = 4; // of fewer characters, nearly everything is a typo of something

// Insertions, deletions, changes and swaps that make one of the other, or more than `most`.
function distanceOf(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = [];
  let last = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      row[j] = Math.min(
        last[j] + 1,
        row[j - 1] + 1,
        last[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1),
      );
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last.at(-1);
}

function isNear(word, name) {
  const most = word.length < 8 ? 1 : 2;
  return (
    name === word ||
    [name, ...name.split(/[\s_.-]+/)].some((part) => distanceOf(word, part, most) <= most)
  );
}
