import { networkOf } from '../vietnam.mjs';

const THOUSANDS = [10, 20, 30, 50, 100, 200, 300, 500, 1000];
const GROUPS = { viettel: 'Viettel', vinaphone: 'Vinaphone', mobifone: 'Mobifone', vnmobile: 'Vietnamobile', beeline: 'Gtel Mobile' };

const airtime = (prefix) => THOUSANDS.map((each) => ({ productCode: `${prefix}_${each}`, amount: each * 1000 }));

/** Airtime, as productCodes groups it; `common` suits any network. */
export const AIRTIME = [
  ...Object.entries(GROUPS).map(([telco, description]) => ({ telco, description, products: airtime(telco) })),
  { telco: 'common', description: 'Dùng chung', products: airtime('topup') },
];

const data = (telco, productCode, amount, description) => ({ productCode, amount, type: 'topup_data', telco, description });

// A few of the documents' many; prices are theirs where they give one.
const DATA = {
  viettel: [
    ...[6, 8, 10, 12, 20, 36, 110, 145, 165].map((each) => (
      data('viettel_data', `viettel_data_${each}`, each * 1000, `Gói ${each}.000đ\nHạn dùng theo gói`))),
    data('viettel_data', '6GB', 72000, '6GB\n30 ngày'),
  ],
  mobifone: [data('mobifone_data', 'D24', 24000, 'D24\n24 giờ'), data('mobifone_data', '7ED_DC', 35000, '7ED_DC\n7 ngày')],
  vinaphone: [data('vinaphone_data', 'vinaphone_data_10', 10000, 'Gói 10.000đ')],
};

const TELCOS = ['viettel', 'vinaphone', 'mobifone', 'vnmobile', 'beeline', 'gtel', 'itel', 'viettel_data', 'mobifone_data', 'vinaphone_data'];
export const isTelco = (telco) => TELCOS.includes(telco);

const ALL = new Map([
  ...AIRTIME.flatMap(({ telco, products }) => products.map((each) => [each.productCode, { ...each, telco }])),
  ...Object.values(DATA).flat().map((each) => [each.productCode, each]),
]);
export const findProduct = (code) => ALL.get(code);

// beeline and gtel are two codes for one operator; data goes by its network's name, too.
export const networkOfTelco = (telco) => telco.replace(/_data$/, '').replace('beeline', 'gtel');

export const dataProducts = (phone) => DATA[networkOf(phone)] ?? [];
