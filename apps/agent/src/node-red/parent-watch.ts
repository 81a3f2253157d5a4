// Loaded into Node-RED before its own code (`--import`). The pipe to the agent closes however the agent ends, SIGKILL
// included; Node-RED must not live on without anybody who could stop or update it.
const GRACE_MS = 5_000;

process.on('disconnect', () => {
  // Node-RED stops its nodes on SIGTERM; one that does not come back gets no say.
  setTimeout(() => process.exit(1), GRACE_MS).unref();
  process.kill(process.pid, 'SIGTERM');
});
// The channel alone must not keep a Node-RED alive that wants to end.
process.channel?.unref();
