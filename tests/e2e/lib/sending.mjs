// Actions on their way, as the proxy sees them.

/** Whatever carries an action to the server. */
export const SENDS = /^POST \/api\/v1\/(bookings|volunteers|sync)/;

/** An action by itself, or as a text within a round trip. */
const ACTION = /\\?"action\\?":\\?"([^"\\]+)/;

/** A request that brings an action; others of that kind only ask what is new. */
export const bringsAction = ({ line, text }) => SENDS.test(line) && ACTION.test(text);

/** How long what waits may take to arrive: the waits between tries double from five seconds on. */
export const ARRIVES = { timeout: 120_000 };

/** The ids of the actions that were sent, each as often as it was sent. */
export function actionsSent(proxy) {
  return proxy.requests.filter(bringsAction).flatMap(({ text }) => [...text.matchAll(new RegExp(ACTION, 'g'))].map(([, id]) => id));
}
