// Runs inside workerd, before the Worker that ships: lets a test trap its wasm instance. Nothing of this is in it.
const REAL = WebAssembly.Instance;
// Beyond any memory: freeing it is a true trap, which wasm itself cannot catch.
const NOWHERE = 0xffff_fff0;
let left = 0;

/** The clock is asked everywhere, so the n-th question to it is a place to trap at. */
export function trapAtClock(nth) {
  left = nth;
}

function hooked(imports, instance) {
  const names = imports['./index_bg.js'];
  const clock = Object.keys(names).find((name) => name.startsWith('__wbg_now_'));
  const real = names[clock];
  names[clock] = () => {
    left -= 1;
    if (left === 0) instance().exports.__wbindgen_free(NOWHERE, 8, 8);
    return real();
  };
  return imports;
}

WebAssembly.Instance = new Proxy(REAL, {
  construct(target, [module, imports]) {
    const made = new target(module, hooked(imports, () => made));
    return made;
  },
});
