// `#wasm` for Workers: the runtime compiles the file at deployment and hands over the module.
import module from './core_bg.wasm';

export const compiled = () => module;
