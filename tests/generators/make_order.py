"""An order by the generated client: its folder, the gateway, a key, and the order as JSON."""

import json
import sys

folder, gateway, key, order = sys.argv[1:]
sys.path.insert(0, folder)

from mekong_client import AuthenticatedClient  # noqa: E402
from mekong_client.api.orders import create_order, read_order  # noqa: E402
from mekong_client.models.ltc_charge import LtcCharge  # noqa: E402

client = AuthenticatedClient(base_url=gateway, token=key, raise_on_unexpected_status=True)
made = create_order.sync(client=client, body=LtcCharge.from_dict(json.loads(order)))
read = read_order.sync(made.merchant_order_id, client=client)
print(json.dumps([read.merchant_order_id, str(read.state), read.amount.value]))
