/** Why a flow could not be deployed, in words for the person who deployed it. */
export class DeployError extends Error {
  /** Whether another attempt can help: not when the package itself is at fault. */
  readonly retry: boolean;

  constructor(message: string, { retry }: { retry: boolean }) {
    super(message);
    this.retry = retry;
  }
}
