// Makes the tarball of a workspace that can be published or tried out: `npm run pack -- packages/aws-local [FOLDER]`.
import { join, relative, resolve } from 'node:path';
import { pack } from './pack.ts';

const root = join(import.meta.dirname, '../..');
const [workspace, folder = '.data/packed'] = process.argv.slice(2);
if (workspace === undefined) {
  console.error('usage: npm run pack -- WORKSPACE_FOLDER [DESTINATION]');
  process.exitCode = 2;
} else {
  const tarball = await pack(root, workspace, resolve(root, folder));
  console.log(relative(process.cwd(), tarball));
}
