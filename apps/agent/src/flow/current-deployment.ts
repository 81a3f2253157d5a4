import type { FlowIdentity } from '@thingdock/device-protocol';

/** What became of a wish to cancel. */
export type CancelVerdict = { result: 'canceled' } | { result: 'cancelFail'; message: string };

/** The deployment of a flow that is going on, if one is, and who wants it to end. */
export type CurrentDeployment = {
  flow(): FlowIdentity | undefined;
  /** A deployment begins; the signal aborts when it is to end. */
  begin(flow: FlowIdentity): AbortSignal;
  /** It has ended, because of a wish to cancel it or otherwise. */
  end(cancelled: boolean): void;
  /** Something else is wanted. */
  supersede(): void;
  isCancelled(): boolean;
  /** Resolves when the deployment has ended; at once when there is none of this name. */
  cancel(flow: FlowIdentity): Promise<CancelVerdict>;
};

export function createCurrentDeployment(): CurrentDeployment {
  let running: { flow: FlowIdentity; stop: AbortController; cancel?: PromiseWithResolvers<CancelVerdict> } | undefined;

  return {
    flow: () => running?.flow,
    begin(flow) {
      running = { flow, stop: new AbortController() };
      return running.stop.signal;
    },
    end(cancelled) {
      running?.cancel?.resolve(
        cancelled ? { result: 'canceled' } : { result: 'cancelFail', message: 'the deployment had already ended' },
      );
      running = undefined;
    },
    supersede: () => running?.stop.abort(new Error('something else is wanted')),
    isCancelled: () => running?.cancel !== undefined,
    async cancel(flow) {
      const isThis = running?.flow.assetId === flow.assetId && running.flow.updateId === flow.updateId;
      if (!running || !isThis) return { result: 'cancelFail', message: 'no such deployment is going on' };
      if (running.cancel) return { result: 'cancelFail', message: 'it is being cancelled already' };
      running.cancel = Promise.withResolvers<CancelVerdict>();
      running.stop.abort(new Error('it was cancelled'));
      return running.cancel.promise;
    },
  };
}
