// The tab's own storage; where the browser forbids it (cookies blocked, an embedded view), what a page can hold itself.
const own = new Map();

/** Whether a reload, or the way to the provider and back, would find what is kept. */
export const lasts = (() => {
  try {
    sessionStorage.setItem('mekong-try', '');
    sessionStorage.removeItem('mekong-try');
    return true;
  } catch {
    return false;
  }
})();

export const load = (name) => (lasts ? sessionStorage.getItem(name) : own.get(name)) ?? undefined;
export const store = (name, text) => { if (lasts) sessionStorage.setItem(name, text); else own.set(name, text); };
export const drop = (name) => { if (lasts) sessionStorage.removeItem(name); else own.delete(name); };
