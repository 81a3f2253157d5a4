import { collectionFunctions } from './collections.ts';
import { encodingFunctions } from './encoding.ts';
import type { SqlFunction } from './function.ts';
import { messageFunctions } from './message.ts';
import { numberFunctions } from './numbers.ts';
import { regexpFunctions } from './regexp.ts';
import { textFunctions } from './text.ts';
import { timeFunctions } from './time.ts';

/** Every function that the stand-in has, by its name in lower case. */
export const FUNCTIONS: ReadonlyMap<string, SqlFunction> = new Map(
  Object.entries({
    ...messageFunctions,
    ...numberFunctions,
    ...textFunctions,
    ...regexpFunctions,
    ...timeFunctions,
    ...encodingFunctions,
    ...collectionFunctions,
  }),
);
