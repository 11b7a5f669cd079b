-- Names of many words in place of the numbered ones, contacts with addresses and phones, next steps of open deals.
-- The audit of the filling itself is not what is measured, and some triggers fire in any role.
alter table accounts_account disable trigger user;
alter table accounts_contact disable trigger user;
alter table pipeline_opportunity disable trigger user;

create temporary table syllable as
select row_number() over () as n, head || tail as word
from unnest(array['bol', 'ker', 'ta', 'mi', 'zan', 'lo', 'ri', 'vex', 'du', 'pan', 'sor', 'kel', 'ga', 'fin', 'ul', 'xo', 'wen', 'ja', 'hy', 'cor',
    'ney', 'ost', 'pri', 'qua', 'ste', 'tri', 'vo', 'yan', 'ze', 'bra', 'cle', 'dro', 'fla', 'gri', 'hal', 'ix', 'jun', 'kra', 'lum', 'mor']) as head,
    unnest(array['tane', 'rin', 'sia', 'dex', 'mont', 'line', 'via', 'co', 'tech', 'wood', 'field', 'mark', 'net', 'port', 'land', 'soft', 'star',
    'ware', 'way', 'works', 'bank', 'ford', 'gate', 'hill', 'lab', 'mar', 'nova', 'ora', 'pax', 'quest', 'ridge', 'stone', 'ton', 'ville', 'wick',
    'x', 'yard', 'zone', 'burg', 'dale']) as tail;
create unique index on syllable (n);
analyze syllable;

update accounts_account as account
set name = initcap(first.word || ' ' || second.word) || ' '
    || (array['Group', 'Holding', 'Systems', 'Inc', 'Ltd'])[1 + mod(account.id, 5)] || ' ' || account.id
from syllable as first, syllable as second
where first.n = 1 + mod(account.id * 7919, 1600) and second.n = 1 + mod(account.id * 104729 + account.id / 1600, 1600);

insert into accounts_contact (account_id, name, job_title, email, phone, created_at)
select account.id, initcap(first.word || ' ' || second.word), (array['Buyer', 'Manager', 'Engineer'])[copy],
    first.word || '.' || account.id || '@' || replace(lower(account.name), ' ', '-') || '.example.com',
    '+1 (' || 200 + mod(account.id, 700) || ') ' || 100 + mod(account.id * 31, 900) || '-' || 1000 + mod(account.id * 7 + copy, 9000), now()
from accounts_account as account
cross join generate_series(1, 3) as copy
join syllable as first on first.n = 1 + mod(account.id * 31 + copy, 1600)
join syllable as second on second.n = 1 + mod(account.id * 17 + copy * 5, 1600);

update pipeline_product set name = (array['GTX Basic', 'GTX Pro', 'MG Special', 'MG Advanced', 'GTX Plus Pro', 'GTK 500', 'GTX Plus Basic'])[id - (select min(id) - 1 from pipeline_product)];

update pipeline_opportunity as deal
set next_step = (array['Call', 'Send the quotation', 'Meet the buyer', 'Demonstrate'])[1 + mod(deal.id, 4)] || ' for ' || syllable.word
from syllable
where deal.stage_type = 'open' and syllable.n = 1 + mod(deal.id * 13, 1600);

alter table accounts_account enable trigger user;
alter table accounts_contact enable trigger user;
alter table pipeline_opportunity enable trigger user;
