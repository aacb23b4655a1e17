import qrcode from 'qrcode-generator';

/** The modules of a text's QR code, row by row: true is dark. */
export function qrMatrix(text) {
  const code = qrcode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  const places = Array.from({ length: code.getModuleCount() }, (_, place) => place);
  return places.map((row) => places.map((column) => code.isDark(row, column)));
}
