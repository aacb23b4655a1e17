const mekong = require('mekong-pay');
const client = require('mekong-pay/client');

async function main() {
  const { check } = await import('./check.js');
  const { default: input } = await import('./input.js');
  console.log(JSON.stringify(check(mekong, client, input)));
}

main();
