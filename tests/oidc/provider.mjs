// A real OpenID Connect provider for tests, which can be told to lie.
//
//   node provider.mjs REDIRECT_URI [POST_LOGOUT_REDIRECT_URI]
//
// Prints its issuer once it serves, on a free port of this machine, and ends
// when its standard input does. Anybody can sign in as any account of ACCOUNTS
// by oidc-provider's own forms. Clients: `basic`, `post` and `public`, each with
// an algorithm of its own.
//
//   POST /test/lie {..}     what is wrong with the next answer of the token
//                           endpoint, or of userinfo; see `lie`
//   POST /test/rotate       signs with new keys from now on
//   GET /test/fetches       how often the keys have been fetched

import { once } from 'node:events';
import { createServer } from 'node:http';

import * as jose from 'jose';
import Provider from 'oidc-provider';

const [redirectUri, postLogoutRedirectUri] = process.argv.slice(2);

const ACCOUNTS = {
  ada: {
    name: 'Ada Example', email: 'ada@essex.example', email_verified: true,
    roles: ['Tidemark.Commissioner'],
  },
  kim: {
    name: 'Kim Ångström', email: 'kim@shoreline.example', email_verified: true,
    roles: ['Tidemark.Provider'], cqc_provider_id: '1-100000001',
  },
  lee: {
    name: 'Lee Example', email: 'lee@shoreline.example', email_verified: true,
    roles: ['Tidemark.Provider'],
  },
  sam: {
    name: 'Sam Example', email: 'sam@essex.example', email_verified: false,
    roles: ['Other.App'],
  },
};

const CLIENTS = [
  { client_id: 'basic', client_secret: 'a secret: with +/=& signs',
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: 'RS256' },
  { client_id: 'post', client_secret: 'another secret',
    token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: 'PS256' },
  { client_id: 'public', token_endpoint_auth_method: 'none',
    id_token_signed_response_alg: 'ES256' },
];

let generation = 0;
let fetches = 0;
let lie = {};

async function makeKeys() {
  generation += 1;
  return Promise.all(['RS256', 'PS256', 'ES256'].map(async (alg) => {
    const { privateKey } = await jose.generateKeyPair(alg, { extractable: true });
    const jwk = await jose.exportJWK(privateKey);
    return { ...jwk, alg, use: 'sig', kid: `${alg}-${generation}` };
  }));
}

// Signs `claims` as `header` says, with the key that it names.
async function sign(claims, header, keys) {
  if (header.alg === 'none') return new jose.UnsecuredJWT(claims).encode();
  const signer = new jose.SignJWT(claims).setProtectedHeader(header);
  if (header.alg === 'HS256') {
    // As if the public key were a secret that both know.
    const { n } = keys.find((key) => key.kid.startsWith('RS256'));
    return signer.sign(jose.base64url.decode(n));
  }
  const jwk = keys.find((key) => key.kid === header.kid);
  const { privateKey } = jwk
    ? { privateKey: await jose.importJWK(jwk, header.alg) }
    : await jose.generateKeyPair(header.alg);
  return signer.sign(privateKey);
}

// The ID token as the lie wants it: other `claims` (null removes one) or another
// `header`, signed anew; or with a letter of its payload changed: `tampered`.
async function falsify(token, keys) {
  if (lie.tampered) {
    const [header, , signature] = token.split('.');
    const claims = { ...jose.decodeJwt(token), sub: 'ada' };
    return [header, jose.base64url.encode(JSON.stringify(claims)), signature].join('.');
  }
  const claims = { ...jose.decodeJwt(token), ...lie.claims };
  for (const [name, value] of Object.entries(claims)) {
    if (value === null) delete claims[name];
  }
  return sign(claims, { ...jose.decodeProtectedHeader(token), ...lie.header }, keys);
}

async function makeProvider(issuer) {
  const keys = await makeKeys();
  const provider = new Provider(issuer, {
    clients: CLIENTS.map((client) => ({
      ...client,
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: postLogoutRedirectUri ? [postLogoutRedirectUri] : [],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    })),
    claims: {
      openid: ['sub'],
      profile: ['name', 'roles', 'cqc_provider_id'],
      email: ['email', 'email_verified'],
    },
    cookies: { keys: ['only for tests'] },
    findAccount: (ctx, id) => ACCOUNTS[id] && {
      accountId: id, claims: () => ({ sub: id, ...ACCOUNTS[id] }),
    },
    jwks: { keys },
    pkce: { required: () => true, methods: ['S256'] },
    ttl: { IdToken: 60, AuthorizationCode: 60, AccessToken: 60, Interaction: 600, Session: 600, Grant: 600 },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256'] },
  });
  provider.use(async (ctx, next) => {
    if (ctx.path === '/jwks') fetches += 1;
    await next();
    if (ctx.path === '/token' && ctx.body?.id_token) {
      if (lie.status) ctx.status = lie.status;
      if (lie.claims || lie.header || lie.tampered) {
        ctx.body.id_token = await falsify(ctx.body.id_token, keys);
      }
      if (!lie.subject) lie = {};
    }
    if (ctx.path === '/me' && lie.subject) {
      ctx.body.sub = lie.subject;
      lie = {};
    }
  });
  return provider;
}

async function bodyOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return text;
}

let answer;
const server = createServer(async (request, response) => {
  if (request.url === '/test/lie') {
    lie = JSON.parse(await bodyOf(request));
    response.end();
  } else if (request.url === '/test/rotate') {
    answer = (await makeProvider(issuer)).callback();
    response.end();
  } else if (request.url === '/test/fetches') {
    response.end(String(fetches));
  } else {
    answer(request, response);
  }
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;
answer = (await makeProvider(issuer)).callback();
console.log(issuer);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
