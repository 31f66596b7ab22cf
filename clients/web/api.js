// How the page speaks with its server: addresses relative to the page, the key in a header or a sub-protocol, errors as they were meant.

const KeyName = 'streamserver-key';

/** Something that the server refused, in its own words. */
export class ApiError extends Error {
  constructor(status, message, { code = '', retryAfter = 0 } = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export const address = path => new URL(path, document.baseURI);

export const key = {
  get: () => sessionStorage.getItem(KeyName) ?? '',
  set: text => sessionStorage.setItem(KeyName, text),
  forget: () => sessionStorage.removeItem(KeyName),
};

export const authorization = () => (key.get() ? { Authorization: `Bearer ${key.get()}` } : {});

/** Told when the server wants a key, or another one than it got. */
export const keyWanted = new EventTarget();

/** Reads what a refusal says, whether it is a problem (RFC 9457) or OpenAI's error object. */
export const refusal = (status, body, headers = new Headers()) => {
  let problem = {};
  try {
    problem = JSON.parse(body);
  } catch {
    // Not from our server: a proxy's page.
  }
  const message = problem.error?.message ?? problem.detail ?? problem.title ?? (status === 413 ? 'That is too large.' : `The server answered ${status}.`);
  const error = new ApiError(status, message, {
    code: problem.error?.code ?? problem.code,
    retryAfter: Number(headers.get('Retry-After')) || 0,
  });
  if (status === 401) {
    keyWanted.dispatchEvent(new CustomEvent('wanted', { detail: { wrong: key.get() !== '', message } }));
  }
  return error;
};

/** A request of our own server; throws an ApiError for every answer that is not 2xx. */
export const ask = async (path, { headers = {}, ...init } = {}) => {
  let answer;
  try {
    answer = await fetch(address(path), { ...init, headers: { ...authorization(), ...headers }, cache: 'no-store' });
  } catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }
    throw new ApiError(0, 'The server cannot be reached.');
  }
  if (!answer.ok) {
    throw refusal(answer.status, await answer.text().catch(() => ''), answer.headers);
  }
  return answer;
};

export const postJson = (path, body, init = {}) =>
  ask(path, { method: 'POST', body: JSON.stringify(body), ...init, headers: { 'Content-Type': 'application/json' } });

/** A socket of our own server. */
export const openSocket = (path, parameters) => {
  const url = address(path);
  url.protocol = url.protocol.replace('http', 'ws');
  url.search = new URLSearchParams(parameters);
  const socket = key.get() ? new WebSocket(url, ['token', key.get()]) : new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  return socket;
};

/** Why a socket was refused: browsers tell a page nothing, so the same address is asked without an upgrade. */
export const whyRefused = async path => {
  try {
    await ask(path);
  } catch (error) {
    if ([0, 401, 403, 429, 503].includes(error.status)) {
      return error;
    }
  }
  return new ApiError(0, 'The server did not take the connection. It may be full: try again in a moment.');
};
