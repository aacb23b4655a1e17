import * as mekong from 'mekong-pay';
import * as client from 'mekong-pay/client';
import { check } from './check.js';
import input from './input.js';

export default {
  fetch: () => Response.json(check(mekong, client, input)),
};
