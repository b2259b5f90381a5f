"""What is known of conda channels: which add to others, which have ended, which mirror others.

Kept by hand, last looked at in November 2026.

- ADD_ON: channels whose packages need those of a base channel (their own install instructions
  name one beside them).
- CLOSED: channels that get no packages any more, and what to use instead. Sources:
  https://github.com/pytorch/pytorch/issues/138506 (pytorch and its siblings),
  https://github.com/IntelPython/dpctl/issues/1734 (intel),
  https://www.anaconda.com/docs/tools/working-with-conda/channels (free, pro),
  https://github.com/omnia-md/conda-recipes (omnia).
- LAST_RELEASES: what the pytorch channel published last, by its listing at anaconda.org/pytorch.
- MIRROR_HOSTS: regional mirrors, by the lists of the mirrors' own help pages.
"""

ADD_ON = """
pytorch pytorch-nightly pytorch-lts pytorch-test pytorch3d nvidia bioconda dglteam pyg rapidsai
rapidsai-nightly fastai menpo xformers fvcore iopath kaolin open3d-admin esri ilastik-forge plotly
pyviz holoviz simpleitk gurobi cplex ibmdecisionoptimization mosek openeye omnia salilab
schrodinger acellera biobakery hcc usgs-astrogeology
"""

CLOSED = {
    "free": "conda-forge",
    "pkgs/free": "conda-forge",
    "pkgs/pro": "conda-forge",
    "soumith": "conda-forge",
    "peterjc123": "conda-forge",
    "pytorch-nightly": "pip and PyTorch's own index",
    "pytorch-test": "pip and PyTorch's own index",
    "pytorch-lts": "conda-forge",
    "intel": "https://software.repos.intel.com/python/conda",
    "omnia": "conda-forge",
}

LAST_RELEASES = {
    "pytorch": "2.5.1",
    "torchvision": "0.20.1",
    "torchaudio": "2.5.1",
    "torchtext": "0.18.0",
    "pytorch-cuda": "12.4",
}

MIRROR_HOSTS = {
    "mirrors.tuna.tsinghua.edu.cn": "the mirror of Tsinghua University",
    "mirror.tuna.tsinghua.edu.cn": "the mirror of Tsinghua University",
    "mirrors4.tuna.tsinghua.edu.cn": "the mirror of Tsinghua University",
    "mirrors6.tuna.tsinghua.edu.cn": "the mirror of Tsinghua University",
    "opentuna.cn": "the mirror of Tsinghua University",
    "pypi.tuna.tsinghua.edu.cn": "the mirror of Tsinghua University",
    "mirrors.ustc.edu.cn": "the mirror of the USTC",
    "mirrors.bfsu.edu.cn": "the mirror of the BFSU",
    "mirror.sjtu.edu.cn": "the mirror of Shanghai Jiao Tong University",
    "mirrors.sjtug.sjtu.edu.cn": "the mirror of Shanghai Jiao Tong University",
    "mirror.nju.edu.cn": "the mirror of Nanjing University",
    "mirrors.nju.edu.cn": "the mirror of Nanjing University",
    "mirrors.zju.edu.cn": "the mirror of Zhejiang University",
    "mirrors.pku.edu.cn": "the mirror of Peking University",
    "mirrors.hit.edu.cn": "the mirror of the HIT",
    "mirrors.sustech.edu.cn": "the mirror of the SUSTech",
    "mirrors.cqupt.edu.cn": "the mirror of the CQUPT",
    "mirrors.xjtu.edu.cn": "the mirror of Xi'an Jiaotong University",
    "mirror.lzu.edu.cn": "the mirror of Lanzhou University",
    "mirrors.njupt.edu.cn": "the mirror of the NJUPT",
    "mirrors.nwafu.edu.cn": "the mirror of the NWAFU",
    "mirrors.neusoft.edu.cn": "the mirror of Neusoft",
    "mirror.iscas.ac.cn": "the mirror of the ISCAS",
    "mirrors.cernet.edu.cn": "the mirror of CERNET",
    "mirror.nyist.edu.cn": "the mirror of the NYIST",
    "mirrors.aliyun.com": "Alibaba's mirror",
    "mirrors.cloud.aliyuncs.com": "Alibaba's inner mirror",
    "mirrors.aliyuncs.com": "Alibaba's mirror",
    "mirrors.cloud.tencent.com": "Tencent's mirror",
    "mirrors.tencent.com": "Tencent's mirror",
    "mirrors.tencentyun.com": "Tencent's inner mirror",
    "mirrors.huaweicloud.com": "Huawei's mirror",
    "repo.huaweicloud.com": "Huawei's mirror",
    "mirrors.163.com": "NetEase's mirror",
    "mirror.baidu.com": "Baidu's mirror",
    "mirrors.volces.com": "Volcengine's mirror",
    "pypi.douban.com": "Douban's mirror",
    "pypi.doubanio.com": "Douban's mirror",
    "pypi.hustunique.com": "the mirror of the HUST",
    "pypi.mirrors.ustc.edu.cn": "the mirror of the USTC",
    "pypi.sdutlinux.org": "the mirror of the SDUT",
    "ftp.jaist.ac.jp": "the mirror of the JAIST",
    "mirror.kakao.com": "Kakao's mirror",
    "mirror.yandex.ru": "Yandex's mirror",
    "mirror.truenetwork.ru": "a mirror in Russia",
}

PUBLIC_HOSTS = """
conda.anaconda.org repo.anaconda.com anaconda.org www.anaconda.org repo.prefix.dev prefix.dev
repo.continuum.io conda.binstar.org software.repos.intel.com software.repo.intel.com
packages.qiime2.org public.dhe.ibm.com opence.mit.edu ftp.osuosl.org conda.rosettacommons.org
west.rosettacommons.org conda.ovito.org conda.software.inl.gov packages.nnpdf.science
ssb.stsci.edu conda.graylab.jhu.edu conda.modular.com conda.cloud quay.io ghcr.io
"""
"""Hosts that serve channels to everybody."""
