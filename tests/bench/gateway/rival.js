'use strict'

// node rival.js PORT SERVICE_URL ISSUER PUBLIC_KEY_FILE: fast-gateway before a service, for bearers of good tokens.

const { createPublicKey } = require('node:crypto')
const { readFileSync } = require('node:fs')
const gateway = require('fast-gateway')
const { verify } = require('jsonwebtoken')

const [port, target, issuer, keyFile] = process.argv.slice(2)
const key = createPublicKey(readFileSync(keyFile))
const rules = { algorithms: ['RS256'], audience: 'oddiya', issuer }

function authenticate (req, res, next) {
  try {
    const claims = verify((req.headers.authorization || '').replace(/^bearer +/i, ''), key, rules)
    delete req.headers.authorization
    req.headers['x-user-id'] = claims.sub
  } catch {
    res.statusCode = 401
    return res.end()
  }
  return next()
}

// Its connections to the service are kept alive by default.
gateway({
  routes: [{ prefix: '/api/v1/users', prefixRewrite: '/api/v1/users', target, middlewares: [authenticate] }]
}).start(Number(port), '127.0.0.1')
