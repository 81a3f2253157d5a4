// Preloaded into every program that `npm start` runs: when the parent is gone, however it died, the channel to it closes,
// and the program stops as it would on SIGTERM. So no orphan keeps a port or a data folder.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// The channel alone must not keep a program alive that has finished.
process.channel?.unref();
