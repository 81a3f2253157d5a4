import { createRequire } from 'node:module';

type Parser = { parse(fileName: string, text: string): Promise<Record<string, unknown>> };

// Its types would bring those of browsers into the whole tree.
const { parse } = createRequire(import.meta.url)('@cdktf/hcl2json') as Parser;

/** Reads a file of Terraform's language with HashiCorp's own parser. Templates come back unexpanded. Rejects when it is none. */
export const parseHcl = (text: string): Promise<Record<string, unknown>> => parse('main.tf', text);
