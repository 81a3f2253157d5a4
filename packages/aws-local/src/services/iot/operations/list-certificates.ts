import type { RestOperation } from '../../../stand-in.ts';
import { iotArn, realmOf } from '../names.ts';
import { creationKey, MARKER_PAGES, page } from '../paging.ts';
import { type Certificate, certificates } from '../registry.ts';

export const listCertificates: RestOperation = {
  name: 'ListCertificates',
  method: 'GET',
  path: '/certificates',
  run(call, request) {
    const realm = realmOf(call);
    const key = creationKey<Certificate>(request, ({ certificateId }) => certificateId);
    const { items, next } = page(request, MARKER_PAGES, certificates(call.standIn.store, realm).list(), key);
    return {
      json: {
        certificates: items.map(({ certificateId, status, mode, createdAt }) => ({
          certificateArn: iotArn(realm, 'cert', certificateId),
          certificateId,
          status,
          certificateMode: mode ?? 'DEFAULT',
          creationDate: createdAt / 1000,
        })),
        ...(next && { nextMarker: next }),
      },
    };
  },
};
