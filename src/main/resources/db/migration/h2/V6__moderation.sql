-- Which entries wait for the host.
alter table book add column moderation varchar(8) default 'OFF' not null;
-- An entry that was public once keeps that; readers of one that was not hear nothing of it.
update entry set published = revision where published is null;
