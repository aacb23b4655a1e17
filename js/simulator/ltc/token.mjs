const failure = (error, description) => ({
  status: 400,
  success: false,
  json: { error, ...(description && { error_description: description }) },
});

/** LTC API 1.0.0, Token. Failures are undocumented there: these are ASP.NET OAuth's. */
export function token({ body, type, options, state }) {
  const form = new URLSearchParams(type === 'application/x-www-form-urlencoded' ? body : '');
  return {
    subject: {},
    refuse: (code) => failure(code),
    forced: (_, code) => failure(code),
    work() {
      if (form.get('grant_type') !== 'password') return failure('unsupported_grant_type');
      if (form.get('username') !== options.username || form.get('password') !== options.password) {
        return failure('invalid_grant', 'The user name or password is incorrect.');
      }
      return issued(state.issueToken(), options);
    },
  };
}

function issued({ token, issued }, { username, tokenLifeS }) {
  const json = {
    access_token: token,
    token_type: 'bearer',
    expires_in: tokenLifeS,
    userName: username,
    '.issued': new Date(issued).toUTCString(),
    '.expires': new Date(issued + tokenLifeS * 1000).toUTCString(),
  };
  return { status: 200, success: true, json };
}
