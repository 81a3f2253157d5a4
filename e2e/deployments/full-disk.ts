import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** Loaded before a program (`--import`), it makes every disk look as if two megabytes were free. */
const { statfs } = fs;
fs.statfs = (async (path) => ({ ...(await statfs(path)), bsize: 1, bavail: 2_000_000 })) as typeof statfs;
syncBuiltinESMExports();
