import countersign = require('countersign')
import slim = require('countersign/slim')

const key: countersign.SigningKey = countersign.SigningKey.generate()
const token: string = countersign.issue({ sub: 'user-1' }, key, { expiresIn: 60 })
const subject: string | undefined = countersign.verify(token, new countersign.KeySet(key), { issuer: null, audience: null }).claims.sub
slim.initSync(new Uint8Array())
