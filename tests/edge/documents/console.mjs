// The sessions of a document: its blocks ```console, each a list of commands with what they answered.

const BLOCK = /^```console\n([\s\S]*?)^```$/gm;

/** Whether a quote is still open at the end, as a shell sees it: what follows `#` is a comment. */
const isOpen = (command) => /['"]/.test(command.replaceAll(/'[^']*'|"[^"]*"|\s#.*/g, ''));

/** `$ ` begins a command; it goes on while a quote is open. What follows, up to a blank line, is its answer. */
function steps(block) {
  const found = [];
  let at;
  for (const line of block.split('\n')) {
    if (line.startsWith('$ ')) found.push(at = { command: line.slice(2), answer: '' });
    else if (at && isOpen(at.command)) at.command += `\n${line}`;
    else if (at && line !== '') at.answer += `${at.answer && '\n'}${line}`;
    else if (line !== '') throw new Error(`an answer without a command: ${line}`);
  }
  return found;
}

const text = (all) => `${all.map(({ command, answer }) => `$ ${command}\n${answer}\n`).join('\n')}`;

/** Every command of a document in its order, with the answer that stands there. */
export const commandsOf = (document) => [...document.matchAll(BLOCK)].flatMap(([, block]) => steps(block));

/** The document with other answers, in the same order. */
export function withAnswers(document, answers) {
  const rest = [...answers];
  return document.replace(BLOCK, (_, block) => {
    const told = steps(block).map(({ command }) => ({ command, answer: rest.shift() }));
    return `\`\`\`console\n${text(told)}\`\`\``;
  });
}
