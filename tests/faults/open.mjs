/** Counts the requests of a server that have no whole answer yet. */
export function countOpen(server) {
  let open = 0;
  server.on('request', (_, response) => {
    open += 1;
    response.once('close', () => { open -= 1; });
  });
  return () => open;
}
