// An OpenID provider to sign in at, for the tests: node identity_provider.mjs PORT REDIRECT_URI
// Whoever types a login is that person; her address is LOGIN@khuyencong.example, verified unless the login says not.
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const [port, redirect] = process.argv.slice(2);
const frontend = createRequire(new URL("../frontend/package.json", import.meta.url));
const { Provider } = await import(pathToFileURL(frontend.resolve("oidc-provider")).href);

const account = (login) => ({
  accountId: login,
  claims: () => ({
    sub: login,
    email: `${login.replace("unverified-", "")}@Khuyencong.example`,
    email_verified: !login.startsWith("unverified-"),
    name: login,
  }),
});

const provider = new Provider(`http://localhost:${port}`, {
  clients: [
    {
      client_id: "khuyencong",
      client_secret: "a-secret-of-the-tests",
      redirect_uris: [redirect],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  findAccount: (_, login) => account(login),
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => true },
  cookies: { keys: ["a key of the tests"] },
});

createServer(provider.callback()).listen(Number(port), "localhost", () => console.log("ready"));
