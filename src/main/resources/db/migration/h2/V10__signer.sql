-- The key of what is kept of devices.
alter table book add column secret varchar(64);
update book set secret = lower(rawtohex(secure_rand(32)));
alter table book alter column secret set not null;
-- By a keyed hash the book knows whether two entries came from one device; it is forgotten after some weeks.
alter table entry add column device uuid;
create index entry_device on entry (device);
-- Up to this entry they are forgotten.
alter table book add column signers_forgotten bigint default 0 not null;
