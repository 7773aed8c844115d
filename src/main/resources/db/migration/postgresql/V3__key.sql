-- Of a signing key only a hash is kept, and a hash of the words that came with it; both are forgotten after some days.
alter table entry add column key_hash uuid;
alter table entry add column draft_hash uuid;
update entry set key_hash =
  cast(substr(encode(sha256(convert_to(cast(signing_key as text), 'UTF8')), 'hex'), 1, 32) as uuid);
alter table entry drop column signing_key;
create unique index entry_key on entry (key_hash);
-- Up to this entry all keys are forgotten.
alter table book add column keys_forgotten bigint default 0 not null;
-- At this revision the embedded database's file was last written anew, without withdrawn words.
alter table book add column compacted bigint default 0 not null;
