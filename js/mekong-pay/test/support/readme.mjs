// The code in the documents: each piece a module of its own, in TypeScript.
import { read } from './declarations.mjs';

const DOCUMENTS = ['docs/browser.md', 'docs/events.md', 'js/mekong-pay/README.md'];

export const examples = (paths = DOCUMENTS) =>
  paths.flatMap((path) => [...read(path).matchAll(/```(?:js|ts)\n(.*?)```/gs)].map(([, text]) => text));
