-- What moderators alone may read is counted as public entries are.
alter table book add column held bigint default 0 not null;
alter table book add column hidden bigint default 0 not null;
alter table book add column spam bigint default 0 not null;
update book set
    held   = (select count(*) from entry where book_id = book.id and state = 'HELD'),
    hidden = (select count(*) from entry where book_id = book.id and state = 'HIDDEN');
