-- Which entries wait for the host; null until the owner has decided.
alter table book add column moderation varchar(8);
