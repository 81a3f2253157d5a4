import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licences of the packages whose code a bundle carries. Throws when one of them shows none. */
export function noticesOf(packages: readonly string[]): string {
  const notices = packages.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice|copyright)/i.test(file));
    if (files.length === 0 && !license) throw new Error(`${name} ${version} says nowhere under which licence it is.`);
    const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
    return [`${name} ${version} (${license ?? 'see below'})`, ...texts].join('\n\n');
  });
  return `This package contains code of others:\n\n${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

type Manifest = { name: string; version: string; license?: string };
