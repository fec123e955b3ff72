create or replace macro eks_cluster(tags) as
  coalesce(
    tags['eks:cluster-name'],
    tags['aws:eks:cluster-name'],
    tags['cluster.k8s.amazonaws.com/name'],
    list_min(list_transform(
      list_filter(map_keys(tags), lambda key: starts_with(key, 'kubernetes.io/cluster/')),
      lambda key: substr(key, 23)
    ))
  );
comment on macro eks_cluster is 'The Kubernetes cluster that the tags of an instance or ENI name: those of EKS node groups, of the VPC CNI plugin, or kubernetes.io/cluster/<name>; NULL where none does.';
