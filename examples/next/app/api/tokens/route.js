export const runtime = 'edge'

export const POST = () => Response.json({ created: true })
