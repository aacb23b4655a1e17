// The code in the READMEs: each piece a module of its own, in TypeScript.
import { read } from './declarations.mjs';

export const examples = (paths = ['README.md', 'js/mekong-pay/README.md']) =>
  paths.flatMap((path) => [...read(path).matchAll(/```(?:js|ts)\n(.*?)```/gs)].map(([, text]) => text));
