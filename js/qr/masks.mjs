// ISO/IEC 18004, table 10.
export const MASKS = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

// 1:1:3:1:1 with four light modules on a side, as a finder pattern looks.
const FINDER_LIKE = /(?=00001011101|10111010000)/g;

/** How bad a code is to read (7.8.3.1): long runs, 2x2 squares, false finders, uneven dark and light. */
export function penalty(dark) {
  const rows = dark.map((row) => row.map(Number).join(''));
  const columns = rows.map((_, index) => rows.map((row) => row[index]).join(''));
  const lines = [...rows, ...columns];
  const runs = sum(lines, (line) => sum(line.match(/0{5,}|1{5,}/g) ?? [], (run) => run.length - 2));
  const finders = sum(lines, (line) => 40 * [...line.matchAll(FINDER_LIKE)].length);
  return runs + finders + squares(rows) + balance(rows.join(''));
}

const sum = (list, value) => list.reduce((total, each) => total + value(each), 0);

function squares(rows) {
  let count = 0;
  for (let row = 1; row < rows.length; row += 1) {
    for (let column = 1; column < rows.length; column += 1) {
      const four = rows[row].slice(column - 1, column + 1) + rows[row - 1].slice(column - 1, column + 1);
      if (four === '0000' || four === '1111') count += 1;
    }
  }
  return 3 * count;
}

function balance(all) {
  const share = (100 * all.replaceAll('0', '').length) / all.length;
  return 10 * Math.floor(Math.abs(share - 50) / 5);
}
