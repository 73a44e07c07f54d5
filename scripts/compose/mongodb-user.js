// Run once by the image, when the volume is new: the hub's own user, with rights on its own database only.
db.getSiblingDB('prokure_logs').createUser({
  user: 'prokure',
  pwd: process.env.PROKURE_MONGODB_PASSWORD,
  // dbAdmin: the hub makes the collection, its validator, indexes and views, and changes the TTL with collMod.
  roles: [{ role: 'readWrite', db: 'prokure_logs' }, { role: 'dbAdmin', db: 'prokure_logs' }],
});
