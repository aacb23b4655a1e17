const BANGKOK_MS = 7 * 3600 * 1000;

/** yyyy-MM-dd HH:mm:ss in Bangkok. */
export const localTime = (moment) => (
  new Date(new Date(moment).getTime() + BANGKOK_MS).toISOString().slice(0, 19).replace('T', ' ')
);

export const localDay = (moment) => localTime(moment).slice(0, 10).replaceAll('-', '');
