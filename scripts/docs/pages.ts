import { join } from 'node:path';
import { apiReference } from './api-reference.ts';
import { awsLocalOperations } from './aws-local-operations.ts';
import { cliReference } from './cli-reference.ts';
import { requirementsPage } from './requirements.ts';

const NOTE = '<!-- Made by `npm run docs`; change its sources instead. -->';

/** Every page of the documentation that is made from the code, by its path from the root. */
export function generatedPages(): Record<string, string> {
  return {
    'docs/reference/api.md': `${apiReference()}\n\n${NOTE}\n`,
    'docs/reference/aws-local-operations.md': `${awsLocalOperations()}\n\n${NOTE}\n`,
    'docs/reference/connection-promises.md': `${requirementsPage(join(import.meta.dirname, '../..'))}\n\n${NOTE}\n`,
    'docs/reference/command-line.md': `${cliReference()}\n\n${NOTE}\n`,
  };
}
