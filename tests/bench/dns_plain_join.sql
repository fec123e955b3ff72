select count(*), sum(f.bytes_in), max(d.name)
from chosen_flow f
join dns_seen d on d.client_ip = f.client_ip and d.address = f.remote_ip;
