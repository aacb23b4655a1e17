// What the document names, and of the rest two positive and two negative ones. The sign belongs to the code: 5 is
// not -5.
const CODES = ['0', '1', '5', '6', '61', '-1', '-2', '-3', '-4', '-5', '-6', '-99', '-302', '-304', '-308'];
const UNLISTED = ['7', '100', '-7', '-100'];

export const isCode = (code) => CODES.includes(code) || UNLISTED.includes(code);

/** Key, checksum, address, or the account is locked. */
export const ACCESS_CODES = ['-302', '-4', '-6', '403'];

/** A partner's gateway names: VMS MobiFone, VTL Viettel, VNP VinaPhone, VNB Vietnamobile, GTEL Beeline. */
export const GATEWAYS = ['VMS', 'VTL', 'VNP', 'VNB', 'GTEL'];
