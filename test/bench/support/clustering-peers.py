"""
Known ways to cluster texts without a neural model, on the texts that come as JSON on the standard input: {"texts": [...], "trueK": 77,
"seeds": [1, ...], "methods": ["KMeans, true k", ...]}; without methods, all. Goes out, as JSON: the labels that each method gives for each seed, and its seconds with reading and embedding the texts.
Labels are scored by who asked, with the same code as ours. `--versions` only says what is installed.

All share TF-IDF (words 1-2, characters within words 3-5), 256 dimensions of a truncated SVD, and length 1. Settings are those under which
these methods did best on banking77's labels, which is to their advantage.
"""
import json
import resource
import sys
import time
import warnings

import igraph
import leidenalg
import numpy as np
import scipy
import sklearn
import umap
from scipy.cluster.hierarchy import linkage
from scipy.sparse import hstack
from scipy.spatial.distance import pdist, squareform
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize

warnings.filterwarnings("ignore")
DIMENSIONS = 256
NEIGHBOURS = 15


def embed(texts, seed):
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, token_pattern=r"\b\w+\b")
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3, max_features=50_000)
    counts = hstack([words.fit_transform(texts), pieces.fit_transform(texts)]).tocsr()
    vectors = TruncatedSVD(min(DIMENSIONS, counts.shape[1] - 1), random_state=seed).fit_transform(counts)
    vectors = normalize(vectors)
    # A text without a known word lies nowhere; a direction of its own keeps the cosine defined.
    empty = np.flatnonzero(np.square(vectors).sum(axis=1) < 0.5)
    vectors[empty] = normalize(np.random.default_rng(seed).normal(size=(len(empty), vectors.shape[1]))) if len(empty) else 0
    return vectors.astype(np.float32)


def kmeans(vectors, seed, true_k):
    return KMeans(true_k, n_init=10, random_state=seed).fit_predict(vectors)


def umap_hdbscan(vectors, seed, _):
    reduced = umap.UMAP(
        n_neighbors=NEIGHBOURS, n_components=10, min_dist=0.0, metric="cosine", random_state=seed
    ).fit_transform(vectors)
    labels = hdbscan(reduced, min_cluster_size=10, min_samples=5)
    # What HDBSCAN calls noise goes to the nearest cluster, by which it scores better than as a cluster of its own.
    noise = labels < 0
    if noise.any() and not noise.all():
        names = np.unique(labels[~noise])
        centres = normalize(np.stack([vectors[labels == name].mean(axis=0) for name in names]))
        labels[noise] = names[(vectors[noise] @ centres.T).argmax(axis=1)]
    return labels


def leiden(vectors, seed, _):
    search = NearestNeighbors(n_neighbors=NEIGHBOURS + 1, metric="cosine", algorithm="brute").fit(vectors)
    distances, ids = search.kneighbors(vectors)
    weights = {}
    for row in range(len(vectors)):
        for other, distance in zip(ids[row, 1:], distances[row, 1:]):
            if distance < 1:
                weights[min(row, other), max(row, other)] = 1 - distance
    graph = igraph.Graph(len(vectors), list(weights))
    found = leidenalg.find_partition(
        graph,
        leidenalg.RBConfigurationVertexPartition,
        weights=list(weights.values()),
        resolution_parameter=8.0,
        seed=seed,
    )
    return np.array(found.membership)


def agglomerative(vectors, _seed, _k):
    return AgglomerativeClustering(None, metric="cosine", linkage="average", distance_threshold=0.8).fit_predict(vectors)


def hdbscan(points, min_cluster_size, min_samples):
    """
    HDBSCAN* (Campello, Moulavi, Sander 2013), clusters by excess of mass; -1 is noise. scikit-learn has it from 1.3 on, Debian 12 has 1.2.
    All pairs are compared, so it is for some thousands of points.
    """
    if hasattr(sklearn.cluster, "HDBSCAN"):
        return sklearn.cluster.HDBSCAN(min_cluster_size=min_cluster_size, min_samples=min_samples).fit_predict(points)
    count = len(points)
    distances = squareform(pdist(points))
    core = np.partition(distances, min_samples - 1, axis=1)[:, min_samples - 1]
    reach = np.maximum(distances, np.maximum.outer(core, core))
    # Each row joins two nodes, the points being nodes 0 to count - 1: the tree by which the density falls.
    tree = linkage(reach[np.triu_indices(count, 1)], "single")
    left, right, height = tree[:, 0].astype(int), tree[:, 1].astype(int), tree[:, 2]
    size = np.concatenate([np.ones(count, int), tree[:, 3].astype(int)])
    density = lambda node: 1 / max(height[node - count], 1e-12)

    def points_below(node):
        below, waiting = [], [node]
        while waiting:
            at = waiting.pop()
            if at < count:
                below.append(at)
            else:
                waiting += [left[at - count], right[at - count]]
        return below

    # A cluster lives from the split that made it until it splits into two that are both large enough, or until it is too small.
    clusters = [{"top": 2 * count - 2, "born": 0.0, "parts": []}]
    for cluster in clusters:
        at, mass = cluster["top"], 0.0
        while True:
            if at < count:
                break
            level = density(at)
            sides = [left[at - count], right[at - count]]
            large = [side for side in sides if size[side] >= min_cluster_size]
            if len(large) == 2 or not large:
                mass += size[at] * (level - cluster["born"])
                for side in large:
                    cluster["parts"].append(len(clusters))
                    clusters.append({"top": side, "born": level, "parts": []})
                break
            mass += (size[at] - size[large[0]]) * (level - cluster["born"])
            at = large[0]
        cluster["mass"] = mass
    # From the leaves up: a cluster stands where it outweighs all that it falls apart into. The root is no cluster.
    for cluster in reversed(clusters):
        apart = sum(clusters[part]["best"] for part in cluster["parts"])
        cluster["stands"] = not cluster["parts"] or cluster["mass"] >= apart
        cluster["best"] = cluster["mass"] if cluster["stands"] else apart
    labels = np.full(count, -1)
    waiting = list(clusters[0]["parts"])
    while waiting:
        number = waiting.pop()
        if clusters[number]["stands"]:
            labels[points_below(clusters[number]["top"])] = number
        else:
            waiting += clusters[number]["parts"]
    return labels


METHODS = {
    "KMeans, true k": kmeans,
    "UMAP-10 + HDBSCAN": umap_hdbscan,
    "kNN-15 + Leiden, resolution 8": leiden,
    "agglomerative, cosine < 0.8": agglomerative,
}


def main():
    if "--versions" in sys.argv:
        versions = {"scikit-learn": sklearn, "scipy": scipy, "igraph": igraph, "umap-learn": umap}
        print(json.dumps({name: module.__version__ for name, module in versions.items()} | {"leidenalg": leidenalg.version}))
        return
    order = json.load(sys.stdin)
    runs = []
    for seed in order["seeds"]:
        shuffled = np.random.default_rng(seed).permutation(len(order["texts"]))
        start = time.perf_counter()
        vectors = embed([order["texts"][at] for at in shuffled], seed)
        embedding = time.perf_counter() - start
        for method in order.get("methods", METHODS):
            cluster = METHODS[method]
            start = time.perf_counter()
            found = cluster(vectors, seed, order["trueK"])
            seconds = embedding + time.perf_counter() - start
            labels = np.empty(len(found), int)
            labels[shuffled] = found
            runs.append({"method": method, "seed": seed, "seconds": seconds, "labels": labels.tolist()})
            print(f"{method}, seed {seed}: {seconds:.1f} s", file=sys.stderr, flush=True)
    print(json.dumps({"runs": runs, "rssMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


main()
