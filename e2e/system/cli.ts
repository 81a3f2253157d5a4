import { ROOT, startProgram } from './program.ts';

export type CliResult = { code: number | string; output: string };

/** The command line as a user runs it, against one server. */
export type Cli = {
  run(...args: string[]): Promise<CliResult>;
  /** With `--json`; throws unless it succeeds. */
  json<T>(...args: string[]): Promise<T>;
};

export function createCli(url: string, token: string): Cli {
  async function run(...args: string[]): Promise<CliResult> {
    const program = startProgram('apps/cli/src/main.ts', args, {
      THINGDOCK_URL: url,
      THINGDOCK_TOKEN: token,
      INIT_CWD: ROOT,
    });
    return { code: await program.ended, output: program.output() };
  }
  return {
    run,
    async json<T>(...args: string[]) {
      const { code, output } = await run(...args, '--json');
      if (code !== 0) throw new Error(`thingdock ${args[0]} ${args[1]} ended with ${code}: ${output}`);
      return JSON.parse(output) as T;
    },
  };
}
