/** The fields of a workspace's package.json that matter when it is packed. */
export type Manifest = {
  name: string;
  version: string;
  license: string;
  description?: string;
  bin?: Record<string, string>;
  exports?: Record<string, string>;
};

/** `src/main.ts` becomes `main`, the name of its bundled file. */
export const entryName = (source: string) => source.replace(/^\.\/src\//, '').replace(/\.ts$/, '');

/** The sources that users run or import. */
export const sourcesOf = ({ bin = {}, exports = {} }: Manifest) => [
  ...new Set([...Object.values(bin), ...Object.values(exports)]),
];

/** The package.json of the tarball: the same programs and exports, bundled, so that nothing is left to install. */
export function publishedManifest(workspace: Manifest, engines: { node: string }): object {
  const { name, version, description, license, bin = {}, exports = {} } = workspace;
  const bundled = (source: string) => `./${entryName(source)}.js`;
  return {
    name,
    version,
    ...(description === undefined ? {} : { description }),
    license,
    type: 'module',
    engines,
    bin: Object.fromEntries(Object.entries(bin).map(([command, source]) => [command, bundled(source)])),
    exports: Object.fromEntries(
      Object.entries(exports).map(([path, source]) => [
        path,
        { types: `./types/${source.replace(/^\.\//, '').replace(/\.ts$/, '.d.ts')}`, default: bundled(source) },
      ]),
    ),
  };
}
